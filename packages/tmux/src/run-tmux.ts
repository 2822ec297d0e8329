import {GtError, isGtError, type Connection} from '@gt-town/contract'

/** A session of a server of its own. */
export interface TmuxTarget {
  /** name of the server's socket, as `tmux -L` takes it */
  socket: string
  /** name of the session, as `sessionNameOf` gives it */
  session: string
}

export interface TmuxOptions {
  /** goes to its standard input */
  input?: string | Uint8Array
  /** it may change what runs there; default false */
  writes?: boolean
  signal?: AbortSignal | undefined
  /** milliseconds; default 10,000 */
  timeoutMs?: number
  env?: Readonly<Record<string, string | undefined>>
}

/** That tmux could not be asked, or said something that does not tell whether a session is there. */
export class TmuxFailedError extends GtError {
  constructor(message: string, hint: string) {
    super('GT_TMUX_FAILED', message, {hint})
  }
}

/** That there is no such session; also where no server runs. */
export class NoSessionError extends GtError {
  constructor(target: TmuxTarget) {
    super('GT_SESSION_MISSING', `no session ${target.session} on the socket ${target.socket}`, {
      hint: 'gt session list shows what runs',
      exit: 1,
    })
  }
}

/** Only its own file of settings could say what these do; gt's sessions are the same for everybody. */
const ownSettings = ['-f', '/dev/null']

/**
 * Runs tmux on a socket of its own. Resolves with any exit code.
 * @param args a command of tmux and what comes after it, several ones parted by `;`
 * @throws GtError `GT_TMUX_MISSING`; what `Connection.execute` throws
 */
export async function runTmux(
  connection: Connection,
  socket: string,
  args: readonly string[],
  {input, writes = false, signal, timeoutMs = 10_000, env}: TmuxOptions = {},
): Promise<{code: number | null; stdout: Buffer; stderr: string}> {
  try {
    const argv = ['tmux', '-u', '-L', socket, ...ownSettings, ...args]
    const {code, stdout, stderr} = await connection.execute(argv, {
      ...(writes ? {effect: 'write', paths: []} : {effect: 'read'}),
      ...(input === undefined ? {} : {input}),
      // gt may itself run in a session of another server.
      env: {TMUX: undefined, TMUX_PANE: undefined, LC_ALL: undefined, LC_CTYPE: 'C.UTF-8', ...env},
      timeoutMs,
      signal,
      maxBuffer: 64 * 1024 * 1024,
    })
    return {code, stdout, stderr: stderr.toString().trim()}
  } catch (error) {
    if (!isGtError(error, 'GT_COMMAND_NOT_FOUND')) throw error
    throw new GtError('GT_TMUX_MISSING', `tmux is not installed on ${connection.machine}, or not on PATH`, {
      hint: 'install tmux 3.2 or later there (Debian: apt-get install tmux)',
      cause: error,
    })
  }
}

/** The pane that its program was started in, whichever one is shown: somebody may have made others beside it. */
export function paneOf({session}: TmuxTarget): string {
  return `=${session}:0.0`
}

/** Whether tmux said that nothing is there, which is not the same as saying nothing that helps. */
export function saysNoServer(stderr: string): boolean {
  return (
    stderr.startsWith('no server running on ') ||
    /^error connecting to .* \((?:No such file or directory|Connection refused)\)$/.test(stderr)
  )
}

export function saysNoSession(stderr: string): boolean {
  return saysNoServer(stderr) || /^can't find (?:session|window|pane)\b/.test(stderr) || stderr === 'no sessions'
}

/** @throws NoSessionError, TmuxFailedError unless it ended well */
export function expectDone(target: TmuxTarget, {code, stderr}: {code: number | null; stderr: string}): void {
  if (code === 0) return
  if (saysNoSession(stderr)) throw new NoSessionError(target)
  throw tmuxFailed(code, stderr)
}

export function tmuxFailed(code: number | null, stderr: string): TmuxFailedError {
  const said = stderr.split('\n')[0] ?? ''
  return new TmuxFailedError(
    said === '' ? `tmux ended with ${code ?? 'a signal'}` : `tmux: ${said}`,
    'fix the error above, then run it again',
  )
}
