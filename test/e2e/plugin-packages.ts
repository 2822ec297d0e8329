import {execFileSync} from 'node:child_process'
import {mkdirSync, readdirSync, writeFileSync} from 'node:fs'
import {dirname, join} from 'node:path'
import {bin, environment} from './cli.js'
import {quickNpm} from './own-plugins.js'

const npm = join(dirname(dirname(bin)), 'node_modules', 'npm', 'bin', 'npm-cli.js')

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

/** npm pack. @returns the path of the .tgz in `destination` */
export function npmPack(folder: string, destination: string): string {
  mkdirSync(destination, {recursive: true})
  const before = new Set(readdirSync(destination))
  execFileSync(process.execPath, [npm, 'pack', '--silent', '--pack-destination', destination], {
    cwd: folder,
    env: {...environment(), ...quickNpm},
  })
  return join(destination, readdirSync(destination).find((name) => !before.has(name)) ?? '')
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), {recursive: true})
  writeFileSync(path, text)
}
