import {constants} from 'node:fs'
import {AbortedError, isGtError, LockError, lockFile, NotAFileError, type LockOptions} from '@gt-town/contract'
import {entryAt, fstat, withFile} from './durable.js'
import {acquire, type HeldLock} from './lock-holder.js'
import {changing} from './system-error.js'

const defaultTimeoutMs = 30_000

/** Holds the lock while `body` runs. A lock that was lost on the way is an error even if the body went well. */
export async function withLock<T>(
  path: string,
  body: (held: {signal: AbortSignal}) => Promise<T>,
  options: LockOptions,
): Promise<T> {
  if (options.signal?.aborted) throw new AbortedError(`waiting for the lock of ${path}`, {cause: options.signal.reason})
  const file = lockFile(path)
  await changing(file, async () => makeLockFile(file))
  const held = await acquire(path, file, options.timeoutMs ?? defaultTimeoutMs, options.signal)
  return withHeldLock(path, held, body)
}

/** Runs the body, then lets go. @throws what the body throws; LockError where the lock was lost meanwhile, unless the body knows of the link */
export async function withHeldLock<T>(
  path: string,
  held: HeldLock,
  body: (held: {signal: AbortSignal}) => Promise<T>,
): Promise<T> {
  const outcome = await settle(body, held)
  await held.release()
  const isTold = !outcome.ok && isGtError(outcome.error, 'GT_CONNECTION_LOST')
  if (held.signal.aborted && !isTold) throw new LockError(path, 'lost', outcome.ok ? {} : {cause: outcome.error})
  if (outcome.ok) return outcome.value
  throw outcome.error
}

/** Never replaced and never removed: two processes must not lock two different files of one name. */
async function makeLockFile(path: string): Promise<void> {
  const flags = constants.O_RDONLY | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK
  const old = await entryAt(path)
  if (old && !old.isFile()) throw new NotAFileError(path)
  await withFile(path, flags, 0o666, async (file) => {
    if (!(await fstat(file)).isFile()) throw new NotAFileError(path)
  })
}

async function settle<T>(
  body: (held: {signal: AbortSignal}) => Promise<T>,
  {signal}: HeldLock,
): Promise<{ok: true; value: T} | {ok: false; error: unknown}> {
  try {
    return {ok: true, value: await body({signal})}
  } catch (error) {
    return {ok: false, error}
  }
}
