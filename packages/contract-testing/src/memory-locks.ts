import {AbortedError, LockError, type LockOptions} from '@gt-town/contract'
import {deferred, orAborted, within} from '@gt-town/waiting'

/** Locks by path, first come first served, as a kernel that keeps its promises would. */
export class MemoryLocks {
  readonly #last = new Map<string, Promise<void>>()

  async hold<T>(path: string, body: () => Promise<T>, {timeoutMs = 30_000, signal}: LockOptions): Promise<T> {
    if (signal?.aborted) throw new AbortedError(`waiting for the lock of ${path}`)
    const before = this.#last.get(path)
    if (before && timeoutMs === 0) throw new LockError(path, 'busy')
    const own = deferred()
    // Those behind wait for this one and for all before it, also if this one gives up.
    const done = Promise.all([before, own.promise]).then(() => {
      if (this.#last.get(path) === done) this.#last.delete(path)
    })
    this.#last.set(path, done)
    try {
      if (before) await inTime(before, path, timeoutMs, signal)
      return await body()
    } finally {
      own.resolve()
    }
  }
}

async function inTime(before: Promise<void>, path: string, ms: number, signal: AbortSignal | undefined): Promise<void> {
  const released = orAborted(before, signal, (cause) => new AbortedError(`waiting for the lock of ${path}`, {cause}))
  await within(ms, released, () => {
    throw new LockError(path, 'busy')
  })
}
