import {AbortedError, LockError, lockFile, type LockOptions} from '@gt-town/contract'
import {changing, withHeldLock, type HeldLock} from '@gt-town/connection-local'
import {within} from '@gt-town/waiting'
import {errorOf} from './failure.js'
import type {LockAnswer, RemoteAgent, RemoteLock} from './remote-agent.js'

const defaultTimeoutMs = 30_000
/** Longest wait for a holder to let go: only a stuck machine gets there. */
const stuckMs = 10_000

/** Holds the lock there while `body` runs here. When the link is lost, so is the lock. */
export async function withRemoteLock<T>(
  connect: () => Promise<RemoteAgent>,
  path: string,
  body: (held: {signal: AbortSignal}) => Promise<T>,
  options: LockOptions,
): Promise<T> {
  if (options.signal?.aborted) throw new AbortedError(`waiting for the lock of ${path}`, {cause: options.signal.reason})
  const held = await acquire(await connect(), path, options)
  return withHeldLock(path, held, body)
}

async function acquire(
  agent: RemoteAgent,
  path: string,
  {timeoutMs = defaultTimeoutMs, signal}: LockOptions,
): Promise<HeldLock> {
  const file = lockFile(path)
  const once = timeoutMs === 0
  const lock = agent.lock({file, once})
  const held = {signal: lock.lost, release: async () => release(lock)}
  const answer = await answerOf(lock, once ? stuckMs : timeoutMs, signal)
  if (answer === 'held') return held
  await held.release()
  if (answer === 'interrupted') throw new AbortedError(`waiting for the lock of ${path}`, {cause: signal?.reason})
  if (answer === 'busy') throw new LockError(path, 'busy')
  return changing(file, async () => Promise.reject(errorOf({...answer, path: answer.path || file})))
}

/** @throws ConnectionLostError */
async function answerOf(
  {acquired}: RemoteLock,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<LockAnswer | 'interrupted'> {
  try {
    return await within(timeoutMs, acquired, () => 'busy' as const, signal)
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return 'interrupted'
    throw error
  }
}

/** Returns when the holder is gone, or cannot be heard: then the other side sees to it. */
async function release(lock: RemoteLock): Promise<void> {
  lock.release()
  await within(stuckMs, lock.gone, () => undefined)
  lock.close()
}
