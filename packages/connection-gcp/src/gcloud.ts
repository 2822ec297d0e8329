import {homedir} from 'node:os'
import {join} from 'node:path'
import {ConnectFailedError, GtError, isGtError, type Connection, type ExecResult} from '@gt-town/contract'

/** Python starts slowly, and the first call of a day fetches a token. */
const callMs = 30_000
/** Calls before ours, of other commands too. */
const turnMs = 120_000

export interface CallOptions {
  /** of waiting and the call together, in ms; default 30 s for the call, once its turn has come */
  readonly timeoutMs: number | undefined
  readonly signal: AbortSignal
}

/**
 * Runs gcloud on this machine, one call at a time for the whole account: calls side by side would fight over its files of
 * tokens. It has no input and asks nothing.
 * @throws ConnectFailedError in the name of `machine` where it takes too long; CommandNotFoundError; AbortedError
 */
export async function callGcloud(
  here: Connection,
  machine: string,
  args: readonly string[],
  {timeoutMs, signal}: CallOptions,
): Promise<ExecResult> {
  const started = performance.now()
  const folder = configFolder()
  await here.mkdirAll(folder)
  const left = (): number => (timeoutMs === undefined ? callMs : Math.max(1, timeoutMs - (performance.now() - started)))
  const argv = ['gcloud', ...args, '--quiet']
  try {
    return await here.withLock(
      join(folder, 'gt'),
      async () => here.execute(argv, {effect: 'read', timeoutMs: left(), signal}),
      {timeoutMs: timeoutMs ?? turnMs, signal},
    )
  } catch (error) {
    if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) throw missing(machine, error)
    if (!isGtError(error, 'GT_TIMEOUT') && !isGtError(error, 'GT_LOCK_BUSY')) throw error
    const what = error.code === 'GT_TIMEOUT' ? 'gcloud did not answer' : 'other calls of gcloud did not end'
    const seconds = (timeoutMs ?? (error.code === 'GT_TIMEOUT' ? callMs : turnMs)) / 1000
    throw new ConnectFailedError(machine, 'unreachable', `${what} within ${seconds} s`, {
      hint:
        error.code === 'GT_TIMEOUT'
          ? `see what it waits for: ${argv.join(' ')}`
          : 'one call runs at a time: give it longer, such as --timeout 30, or ask for fewer machines',
      cause: error,
    })
  }
}

/** Where gcloud keeps its settings and tokens (https://cloud.google.com/sdk/docs/configurations). */
function configFolder(): string {
  const set = process.env['CLOUDSDK_CONFIG'] ?? ''
  return set.startsWith('/') ? set : join(homedir(), '.config', 'gcloud')
}

function missing(machine: string, cause: GtError): GtError {
  return new GtError('GT_COMMAND_NOT_FOUND', `${machine}: gcloud is not installed or not on PATH`, {
    hint: 'install the Google Cloud CLI; gt asks it where the machine is',
    cause,
  })
}
