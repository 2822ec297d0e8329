import {ConnectFailedError, ConnectionLostError, GtError, isGtError} from '@gt-town/contract'

/** No startup file prints more than this before it is taken for one that never ends. */
export const maxStartupBytes = 4 * 1024 * 1024

/** Startup files that read a line of the input get one that says nothing. */
export const forStartupFiles = '\n\n'

/** A link that was lost before what the caller wants done was sent: it has not run. */
export function beforeSending(machine: string, error: unknown): unknown {
  return isGtError(error, 'GT_CONNECTION_LOST') ? new ConnectionLostError(machine, false, {cause: error}) : error
}

/** @param what is missing, as the end of a sentence; `cure` the same, as what to install */
export function missingToolsError(machine: string, what: string, cure: string): GtError {
  return new GtError('GT_REMOTE_LACKS', `${machine}: ${what}`, {hint: `install ${cure} on ${machine}`})
}

export function slowShellError(machine: string, startMs: number): GtError {
  return new ConnectFailedError(machine, 'unreachable', `its login shell did not start within ${startMs / 1000} s`, {
    hint: 'see what its startup files (such as .bashrc) wait for',
  })
}

export function unusableShellError(machine: string, reason: string): GtError {
  return new ConnectFailedError(machine, 'unsupported', reason, {
    hint: 'see that the account has a shell, that sshd lets it run commands (no ForceCommand, not sftp alone), and what its startup files do',
  })
}

/** The shell ended before it was ready. @param stderr what it said on stderr @param stdout what it printed */
export function endedShellError(machine: string, stderr: string, stdout = ''): GtError {
  const [missing] = /Can't locate \S+/.exec(stderr) ?? []
  if (missing) return missingToolsError(machine, `perl lacks its core modules there (${missing})`, 'the package perl')
  const lastLine =
    [stderr, stdout].map((text) => text.trim().split('\n').at(-1) ?? '').find((line) => line !== '') ?? ''
  return unusableShellError(machine, `its login shell runs no programs${lastLine === '' ? '' : `: ${lastLine}`}`)
}
