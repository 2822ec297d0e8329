import {existsSync, statSync} from 'node:fs'
import {createRequire} from 'node:module'
import {join} from 'node:path'
import {pathToFileURL} from 'node:url'
import type {HookTarget, PluginDescriptor} from '../protocol.js'

export type Hook = (this: unknown, options: object) => unknown

/**
 * The function that a plugin declares as a hook, found as oclif finds it: the export of that name, else the default one or the
 * first that is a function.
 * @returns undefined where the module has no such function: oclif passes over that in silence too
 * @throws Error naming a module that is missing, and whatever the module throws
 */
export async function loadHook(plugin: PluginDescriptor, {target, identifier}: HookTarget): Promise<Hook | undefined> {
  const file = fileOf(join(plugin.root, target))
  if (file === undefined) throw new Error(`its hook ${target} is missing`)
  const module = await load(file, plugin.moduleType)
  const named = module[identifier]
  if (isHook(named)) return named
  return identifier === 'default' ? [module, ...Object.values(module)].find(isHook) : undefined
}

async function load(file: string, moduleType: PluginDescriptor['moduleType']): Promise<Record<string, unknown>> {
  const isModule = file.endsWith('.mjs') || (file.endsWith('.js') && moduleType === 'module')
  if (!isModule) {
    try {
      return createRequire(file)(file) as Record<string, unknown>
    } catch (error) {
      // A folder in the package may have a package.json of its own.
      if (!(error instanceof Error && 'code' in error && error.code === 'ERR_REQUIRE_ESM')) throw error
    }
  }
  return (await import(pathToFileURL(file).href)) as Record<string, unknown>
}

/** The ending may be left out, and a folder has an index. */
function fileOf(path: string): string | undefined {
  const endings = ['', '.js', '.mjs', '.cjs', '/index.js', '/index.mjs', '/index.cjs']
  return endings
    .map((ending) => path + ending)
    .find((candidate) => existsSync(candidate) && statSync(candidate).isFile())
}

function isHook(value: unknown): value is Hook {
  return typeof value === 'function'
}
