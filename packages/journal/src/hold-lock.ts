import {isGtError, type Connection, type LockOptions} from '@gt-town/contract'
import {deferred} from '@gt-town/waiting'

export interface RunLock {
  /** fires when the lock is lost */
  readonly signal: AbortSignal
  release(): Promise<void>
}

/**
 * Takes a lock that is given back later, by `release`.
 * @param options.signal ends the waiting for a lock that is busy; one that is free is taken whatever it says
 * @param options.onBusy told before it waits
 */
export async function holdLock(
  connection: Connection,
  path: string,
  {onBusy, ...options}: LockOptions & {onBusy?: () => void},
): Promise<RunLock> {
  try {
    return await hold(connection, path, {timeoutMs: 0})
  } catch (error) {
    if (!isGtError(error, 'GT_LOCK_BUSY')) throw error
    onBusy?.()
    return hold(connection, path, options)
  }
}

async function hold(connection: Connection, path: string, options: LockOptions): Promise<RunLock> {
  const released = deferred()
  const taken = deferred<RunLock>()
  const holding = connection.withLock(
    path,
    async ({signal}) => {
      const release = async (): Promise<void> => {
        released.resolve()
        await holding
      }
      taken.resolve({signal, release})
      await released.promise
    },
    options,
  )
  holding.catch(taken.reject)
  return taken.promise
}
