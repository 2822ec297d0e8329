import {AbortedError, LockError} from '@gt-town/contract'
import type {LockOptions} from '@gt-town/contract'

/** Locks by path, first come first served, as a kernel that keeps its promises would. */
export class MemoryLocks {
  readonly #last = new Map<string, Promise<void>>()

  async hold<T>(path: string, body: () => Promise<T>, {timeoutMs = 30_000, signal}: LockOptions): Promise<T> {
    if (signal?.aborted) throw new AbortedError(`waiting for the lock of ${path}`)
    const before = this.#last.get(path)
    if (before && timeoutMs === 0) throw new LockError(path, 'busy')
    let release = (): void => undefined
    const own = new Promise<void>((resolve) => (release = resolve))
    // Those behind wait for this one and for all before it, also if this one gives up.
    const done = Promise.all([before, own]).then(() => {
      if (this.#last.get(path) === done) this.#last.delete(path)
    })
    this.#last.set(path, done)
    try {
      if (before) await inTime(before, path, timeoutMs, signal)
      return await body()
    } finally {
      release()
    }
  }
}

async function inTime(before: Promise<void>, path: string, ms: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  let interrupt = (): void => undefined
  const given = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new LockError(path, 'busy')), ms)
    interrupt = () => reject(new AbortedError(`waiting for the lock of ${path}`, {cause: signal?.reason}))
    signal?.addEventListener('abort', interrupt, {once: true})
  })
  try {
    await Promise.race([before, given])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', interrupt)
  }
}
