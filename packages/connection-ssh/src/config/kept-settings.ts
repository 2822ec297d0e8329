import {createHash} from 'node:crypto'
import {accessSync, constants, readdirSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs'
import {hostname} from 'node:os'
import {dirname, isAbsolute, join} from 'node:path'
import {cacheFolder} from '../files/cache-folder.js'
import {isPrivateFolder} from '../files/private-folder.js'
import {fileStamp} from '../files/stamp.js'
import {configFilesOf} from './config-files.js'

/** Another form is another answer. */
const form = 1
/** No town has more machines; what is left of others goes. */
const mostKept = 2000
/** Of the environment, what ssh or gt reads besides what a file names as `${NAME}`. */
const variables = ['HOME', 'USER', 'LOGNAME', 'SSH_AUTH_SOCK']

export interface SettingsQuestion {
  /** how ssh is called */
  readonly argv: readonly string[]
  /** see `configFilesOf` */
  readonly configFile: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
}

/** An answer of `ssh -G`, and all that decided about it. */
export interface KeptSettings {
  /** what ssh printed; undefined where nothing is kept, or not of what there is now */
  readonly text: string | undefined
  /** Keeps another one. What cannot be written is asked again. */
  keep(text: string): void
}

/**
 * What ssh answered before, from gt's cache folder.
 * @returns undefined where it may answer otherwise the next time, such as by a `Match exec`: then nothing is kept
 */
export function keptSettings(question: SettingsQuestion): KeptSettings | undefined {
  const {argv, configFile, env} = question
  const {files, text, isLive} = configFilesOf(configFile)
  const program = programOf(argv[0] ?? '', env['PATH'])
  const folder = join(cacheFolder(env), 'ssh-config')
  if (isLive || program === undefined || !isPrivateFolder(folder)) return undefined
  const named = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name)
  const facts = sha256([
    form,
    program,
    [program, ...files].map(fileStamp),
    files,
    [...variables, ...named].map((name) => [name, env[name]]),
    process.getuid?.(),
    hostname(),
  ])
  const path = join(folder, sha256([argv, configFile]))
  return {
    text: textIn(path, facts),
    keep: (answer) => write(path, `${facts}\n${answer}`),
  }
}

/** The file that is started by that name. */
function programOf(name: string, path = ''): string | undefined {
  if (isAbsolute(name)) return name
  return path
    .split(':')
    .filter(isAbsolute)
    .map((folder) => join(folder, name))
    .find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

function textIn(path: string, facts: string): string | undefined {
  try {
    const kept = readFileSync(path, 'utf8')
    return kept.startsWith(`${facts}\n`) ? kept.slice(facts.length + 1) : undefined
  } catch {
    // Missing, or not to be read: ssh is asked.
    return undefined
  }
}

function write(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`
  try {
    sweep(dirname(path))
    writeFileSync(temporary, text, {mode: 0o600})
    renameSync(temporary, path)
  } catch {
    // A full disk, for example: the next one asks ssh, as this one did.
    rmSync(temporary, {force: true})
  }
}

function sweep(folder: string): void {
  const names = readdirSync(folder)
  if (names.length > mostKept) for (const name of names) rmSync(join(folder, name), {force: true})
}

function sha256(facts: unknown): string {
  return createHash('sha256').update(JSON.stringify(facts)).digest('hex')
}
