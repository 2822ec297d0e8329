import {execFileSync} from 'node:child_process'
import {mkdirSync, rmSync, writeFileSync} from 'node:fs'
import {basename, dirname, join} from 'node:path'
import {copyTree} from '../support/copy-tree.js'

/** A command that oclif accepts, without an import: it prints a line. */
export const soundCommand = (text = 'it ran'): string =>
  `export default class X {
    static summary = 'Says that it ran.'; static args = {}; static flags = {}
    static async run() { console.log(${JSON.stringify(text)}) }
  }`

/** What the file of a command does as it is imported, before it exports a sound command. */
export const misbehaviours = {
  hangs: 'await new Promise(() => setInterval(() => undefined, 1000))',
  settles: 'await new Promise(() => undefined)',
  exits: 'process.exit(0)',
  // Never gives way, and leaves the processor to others.
  loops: 'for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100)',
  throws: 'throw new Error("no \\u001b[31mluck")',
  lacks: 'await import("a-package-that-is-nowhere")',
} as const

/** Makes a package of a plugin in `folder`. `files` are its files beside package.json, such as `commands/x.js`. */
export function pluginPackage(
  folder: string,
  files: Readonly<Record<string, string>>,
  pjson: Readonly<Record<string, unknown>> & {name: string; oclif?: object},
): string {
  const oclif = {commands: './commands', topicSeparator: ' ', ...pjson.oclif}
  write(join(folder, 'package.json'), JSON.stringify({version: '1.0.0', type: 'module', ...pjson, oclif}))
  for (const [path, text] of Object.entries(files)) write(join(folder, path), text)
  return folder
}

/** What `npm pack` makes of a package, without starting npm. @returns the path of the .tgz in `destination` */
export function packed(folder: string, destination: string): string {
  const file = join(destination, `${basename(folder)}.tgz`)
  const inside = join(destination, 'package')
  copyTree(folder, inside)
  execFileSync('tar', ['-czf', file, '-C', destination, 'package'])
  rmSync(inside, {recursive: true})
  return file
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, text)
}
