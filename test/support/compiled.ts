import {buildSync} from 'esbuild'
import {mkdirSync, renameSync, writeFileSync} from 'node:fs'
import {basename, dirname, join, relative} from 'node:path'
import {fileURLToPath} from 'node:url'

const root = join(import.meta.dirname, '../..')
/** Below node_modules, from where packages that are not compiled in are found. */
const folder = join(root, 'node_modules/.cache/gt-test')
const made = new Set<string>()

/**
 * A source as one file of plain JavaScript: a process that runs it starts ten times as quickly as through tsx.
 * @param source its address, or absolute path
 * @param name of the file, where another one looks for it beside itself; `.cjs` for CommonJS
 * `import.meta.dirname` in it is the folder of the source.
 * @returns the path of the file, which the next run replaces
 */
export function compiled(source: URL | string, name?: string): string {
  const path = typeof source === 'string' ? source : fileURLToPath(source)
  const file = join(folder, name ?? `${relative(root, path).replaceAll('/', '+')}.mjs`)
  if (made.has(file)) return file
  const isModule = file.endsWith('.mjs')
  const {outputFiles} = buildSync({
    entryPoints: [path],
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: isModule ? 'esm' : 'cjs',
    conditions: ['gt-source'],
    absWorkingDir: root,
    logLevel: 'error',
    define: {'import.meta.dirname': JSON.stringify(dirname(path))},
    external: ['@oclif/core', 'node-ssh', 'ssh2', 'listr2', 'typescript', '*.node'],
    // What is CommonJS in it asks for Node's modules.
    ...(isModule && {
      banner: {js: `import {createRequire} from 'node:module'; const require = createRequire(import.meta.url)`},
    }),
  })
  mkdirSync(folder, {recursive: true})
  // Other test processes do the same at the same time.
  const fresh = join(folder, `.${basename(file)}-${process.pid}`)
  for (const {contents} of outputFiles) writeFileSync(fresh, contents)
  renameSync(fresh, file)
  made.add(file)
  return file
}
