import {dirname} from 'node:path'
import {GtError, type Connection, type ExecResult} from '@gt-town/contract'
import {gitFailureOf, linesOf, progressOf} from './format/git-output.js'

export interface GitOptions {
  /** the repository; git never looks for one above it */
  cwd?: string
  /** folders this command changes; none means that it only looks */
  writes?: readonly string[]
  env?: Readonly<Record<string, string | undefined>>
  input?: string
  /** talks to another machine: no total deadline, but ten minutes without a word are too long */
  network?: boolean
  /** with `network`: how long it may be silent; default ten minutes */
  idleMs?: number
  /** looks at every file itself: a file monitor or a cache of git's that is wrong must not hide work */
  thorough?: boolean
  signal?: AbortSignal | undefined
  /** hears git's progress, such as `Receiving objects: 42%` */
  report?: ((line: string) => void) | undefined
}

const noCaches = ['-c', 'core.fsmonitor=false', '-c', 'core.untrackedCache=false']
const longestSilenceMs = 600_000
const totalMs = 300_000

/** gt may run inside a hook of git, which sets these for a repository that is not ours. */
const foreign = [
  'GIT_DIR',
  'GIT_WORK_TREE',
  'GIT_INDEX_FILE',
  'GIT_OBJECT_DIRECTORY',
  'GIT_ALTERNATE_OBJECT_DIRECTORIES',
  'GIT_COMMON_DIR',
  'GIT_NAMESPACE',
  'GIT_PREFIX',
  'GIT_QUARANTINE_PATH',
  'GIT_SHALLOW_FILE',
  'GIT_GRAFT_FILE',
  'GIT_REPLACE_REF_BASE',
  'GIT_IMPLICIT_WORK_TREE',
  'GIT_CEILING_DIRECTORIES',
] as const

const environment: Readonly<Record<string, string | undefined>> = {
  ...Object.fromEntries(foreign.map((name) => [name, undefined])),
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  // Only what parseGitUrl lets through; above all no ext::, which runs commands.
  GIT_ALLOW_PROTOCOL: 'file:git:http:https:ssh',
  GIT_OPTIONAL_LOCKS: '0',
  // Nobody sits there: no program may ask, whoever set it up. An empty one keeps git from looking for others.
  GIT_ASKPASS: '',
  SSH_ASKPASS: undefined,
  SSH_ASKPASS_REQUIRE: 'never',
  GCM_INTERACTIVE: 'never',
}

/**
 * Runs git and returns what it printed.
 * @throws GtError `GT_GIT_FAILED` with git's own reason; what `Connection.execute` throws
 */
export async function git(connection: Connection, args: readonly string[], options: GitOptions): Promise<string> {
  const {code, stdout, stderr} = await tryGit(connection, args, options)
  if (code === 0) return stdout.toString()
  throw gitFailed(args, stderr)
}

export function gitFailed(args: readonly string[], stderr: string): GtError {
  const {reason, hint} = gitFailureOf(stderr)
  const command = args.find((word, at) => !word.startsWith('-') && args[at - 1] !== '-c') ?? ''
  return new GtError('GT_GIT_FAILED', `git ${command} failed: ${reason}`, {
    hint: hint ?? 'fix the error above, then run it again',
  })
}

/** The same for a caller that looks at the exit code itself; of stderr only the end is kept. */
export async function tryGit(
  connection: Connection,
  args: readonly string[],
  options: GitOptions,
): Promise<Omit<ExecResult, 'stderr'> & {stderr: string}> {
  const {cwd, writes, env, input, network, idleMs = longestSilenceMs, thorough, signal, report} = options
  let stderr = ''
  const result = await connection.execute(['git', ...(thorough ? noCaches : []), ...args], {
    ...(writes ? {effect: 'write', paths: writes} : {effect: 'read'}),
    ...(cwd === undefined ? {} : {cwd}),
    ...(input === undefined ? {} : {input}),
    ...(network ? {timeoutMs: 0, idleTimeoutMs: idleMs} : {timeoutMs: totalMs}),
    env: {...environment, ...(cwd === undefined ? {} : {GIT_CEILING_DIRECTORIES: dirname(cwd)}), ...env},
    signal,
    maxBuffer: 256 * 1024 * 1024,
    onStderr: (chunk) => {
      const text = chunk.toString()
      stderr = (stderr + text).slice(-16_384)
      const progress = linesOf(text)
        .map(progressOf)
        .findLast((line) => line !== undefined)
      if (progress !== undefined) report?.(progress)
    },
  })
  return {...result, stderr}
}

/** The lines git printed, without the last, empty one. */
export async function gitLines(
  connection: Connection,
  args: readonly string[],
  options: GitOptions,
): Promise<string[]> {
  return (await git(connection, args, options)).split('\n').filter((line) => line !== '')
}

/** One value, or undefined when git says that there is none (exit code 1). */
export async function gitValue(
  connection: Connection,
  args: readonly string[],
  options: GitOptions,
): Promise<string | undefined> {
  const {code, stdout} = await tryGit(connection, args, options)
  return code === 0 ? stdout.toString().trimEnd() : undefined
}
