import {execFileSync} from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import {dirname, join} from 'node:path'

/** Something that happened to a healthy clone. */
export interface Damage {
  readonly title: string
  /** which clone it happens to; default the packed one */
  readonly of?: readonly ('loose' | 'packed' | 'large')[]
  damage(clone: string): void
}

export const at = (clone: string, path: string): string => join(clone, '.git', path)
export const read = (clone: string, path: string): Buffer => readFileSync(at(clone, path))
export const drop = (clone: string, path: string): void => rmSync(at(clone, path), {recursive: true, force: true})
export function put(clone: string, path: string, bytes: string | Buffer): void {
  mkdirSync(dirname(at(clone, path)), {recursive: true})
  if (existsSync(at(clone, path))) chmodSync(at(clone, path), 0o644)
  writeFileSync(at(clone, path), bytes)
}
export const edit = (clone: string, path: string, change: (bytes: Buffer) => Buffer): void =>
  put(clone, path, change(read(clone, path)))
export const config = (clone: string, text: string): void => appendFileSync(at(clone, 'config'), text)
export const isFrom = (clone: string, format: number, extension: string): void =>
  put(
    clone,
    'config',
    `${read(clone, 'config').toString().replace('repositoryformatversion = 0', `repositoryformatversion = ${format}`)}[extensions]\n\t${extension}\n`,
  )
export const git = (clone: string, ...words: string[]): string =>
  execFileSync('git', words, {
    cwd: clone,
    encoding: 'utf8',
    stdio: 'pipe',
    env: {PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null'},
  }).trim()
export const objectOf = (clone: string, name: string): string => {
  const id = git(clone, 'rev-parse', name)
  return `objects/${id.slice(0, 2)}/${id.slice(2)}`
}
export const packOf = (clone: string, ending: string): string =>
  `objects/pack/${readdirSync(at(clone, 'objects/pack')).find((name) => name.endsWith(ending)) ?? ''}`
