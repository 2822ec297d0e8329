import {mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {npm} from '../own-plugins.js'
import {write} from '../repositories.js'
import type {Kind} from './kinds.js'
import {copyTree} from '../../support/copy-tree.js'

export const hostileVersion = '6.6.6'

export function packageOf(kind: Kind): string {
  return `gt-checks-${kind.name}`
}

/** Writes the package of a kind. @returns its folder */
export function writeHostile(parent: string, kind: Kind): string {
  const name = packageOf(kind)
  return writePackage(parent, {
    name,
    version: hostileVersion,
    files: {'checks.js': kind.checks, ...(kind.command !== undefined && {'commands/evil.js': kind.command})},
    oclif: kind.command === undefined ? {} : {commands: './commands'},
  })
}

/** A package that is as it should be: a check for each scope that has something to look at. @returns its .tgz file */
export async function packGood(parent: string): Promise<string> {
  const checks = ['environment', 'workspace', 'rig'].map(
    (scope) => `{id: 'good/${scope}', title: 'Good ${scope}', category: 'Good', scope: '${scope}',
      async run({connection, workspace}) {
        const there = await connection.fileExists(workspace.root + '/mayor/config.json')
        return {status: there ? 'pass' : 'fail', message: 'seen'}
      }}`,
  )
  const folder = writePackage(parent, {
    name: 'gt-checks-good',
    version: '1.0.0',
    files: {'checks.js': `export default async () => [${checks.join(',\n')}]\n`},
    oclif: {},
  })
  await npm(folder, 'pack')
  return join(folder, 'gt-checks-good-1.0.0.tgz')
}

/** A data folder of oclif with it, as installing it leaves it but for npm's own notes. */
export function placeInstalled(data: string, kind: Kind, folder: string): void {
  copyTree(folder, join(data, 'node_modules', packageOf(kind)))
  addToList(data, {[packageOf(kind)]: `file:${folder}`})
}

/** A data folder of oclif with all of them, as installing one after the other leaves it, by one npm. */
export async function installTogether(data: string, base: string, folders: readonly string[]): Promise<void> {
  copyTree(base, data)
  await npm(data, 'install', '--install-links', ...folders.map((folder) => `file:${folder}`))
  addToList(data)
}

/** oclif's list of plugins then has all that the data folder depends on, and these. */
function addToList(data: string, more: Readonly<Record<string, string>> = {}): void {
  const file = join(data, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
    dependencies: Record<string, string>
    oclif: {plugins: {name: string; type: string; url?: string}[]}
  }
  Object.assign(manifest.dependencies, more)
  const known = new Set(manifest.oclif.plugins.map(({name}) => name))
  for (const [name, url] of Object.entries(manifest.dependencies)) {
    if (!known.has(name)) manifest.oclif.plugins.push({name, type: 'user', url})
  }
  writeFileSync(file, JSON.stringify(manifest))
}

function writePackage(
  parent: string,
  given: {name: string; version: string; files: Readonly<Record<string, string>>; oclif: object},
): string {
  const {name, version, files, oclif} = given
  const folder = join(parent, name)
  mkdirSync(folder, {recursive: true})
  const manifest = {name, version, type: 'module', oclif: {...oclif, hooks: {'gt:checks': './checks.js'}}}
  write(folder, {'package.json': JSON.stringify(manifest), ...files})
  return folder
}
