import {spawn} from 'node:child_process'
import {mkdirSync, mkdtempSync, realpathSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fileURLToPath} from 'node:url'
import {runWarm} from './warm/warm-processes.js'

export const bin = fileURLToPath(new URL('../../bin/run.js', import.meta.url))

export interface CliResult {
  /** null when a signal ended it */
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

export interface CliOptions {
  cwd: string
  /** added to an environment that holds nothing of whoever runs the tests; undefined removes a variable */
  env?: Readonly<Record<string, string | undefined>>
  input?: string
  /** words before `node`, such as setpriv and its options */
  wrapper?: readonly string[]
  /** looked at each millisecond; ends the command at the first moment at which it is true */
  endWhen?: () => boolean
  /** default SIGKILL */
  endWith?: NodeJS.Signals
  /** a process of its own, as a user starts one; else a warm one may run it, which test/e2e/warm.test.ts holds to do the same */
  alone?: boolean
}

/** Runs the built command: no terminal, its own home folder. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const env = Object.fromEntries(
    Object.entries({...environment(), ...options.env}).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  )
  const answer = mayBeWarm(args, options) ? await runWarm({argv: args, cwd: options.cwd, env}) : undefined
  return answer ?? runAlone(args, env, options)
}

/** Not what is over before gt's own entry is called, and not with what Node, a library or a plugin reads once for a whole process. */
function mayBeWarm(args: readonly string[], {env = {}, input, wrapper, endWhen, alone}: CliOptions): boolean {
  if (alone || input !== undefined || wrapper || endWhen || args.join() === '--version') return false
  return Object.keys(env).every((name) => /^(HOME|PATH|GT_TOWN_ROOT|GITHUB_WORKSPACE|GIT_\w+)$/.test(name))
}

async function runAlone(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  options: CliOptions,
): Promise<CliResult> {
  const [command = process.execPath, ...words] = [...(options.wrapper ?? []), process.execPath, bin, ...args]
  const child = spawn(command, words, {cwd: options.cwd, env})
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk))
  child.stdin.on('error', () => undefined)
  child.stdin.end(options.input ?? '')
  let isOver = false
  const watch = (): void => {
    if (isOver) return
    if (options.endWhen?.()) child.kill(options.endWith ?? 'SIGKILL')
    else setTimeout(watch, 1)
  }
  if (options.endWhen) watch()
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', () => (isOver = true))
    child.on('close', (code, signal) => {
      resolve({code, signal, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString()})
    })
  })
}

/** A new folder under the system's temporary one, without symbolic links in its path. */
export function temporaryFolder(name: string): {path: string; remove: () => void} {
  const path = mkdtempSync(join(realpathSync(tmpdir()), `gt-${name}-`))
  return {path, remove: () => rmSync(path, {recursive: true, force: true})}
}

let home: string | undefined

/** No HOME, XDG folder, git setting, town or colour of the person who runs the tests. */
export function environment(): Record<string, string> {
  if (home === undefined) {
    const made = temporaryFolder('home')
    process.once('exit', made.remove)
    home = made.path
    mkdirSync(join(home, 'data'))
  }
  return {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    // No test leaves a process behind, unless it is about that.
    GT_HOLD: 'off',
    HOME: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
    TMPDIR: tmpdir(),
    LC_ALL: 'C.UTF-8',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_AUTHOR_NAME: 'Test',
    GIT_AUTHOR_EMAIL: 'test@example.org',
    GIT_COMMITTER_NAME: 'Test',
    GIT_COMMITTER_EMAIL: 'test@example.org',
  }
}
