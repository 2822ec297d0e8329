import {isGtError, type Connection, type LockOptions} from '@gt-town/contract'

export interface HeldLock {
  /** fires when the lock is lost */
  readonly signal: AbortSignal
  release(): Promise<void>
}

/** Takes a lock that is let go later, by `release`. Only a lock that is busy is waited for, and only so long as nobody interrupts. */
export async function holdLock(connection: Connection, path: string, options: LockOptions): Promise<HeldLock> {
  try {
    return await hold(connection, path, {timeoutMs: 0})
  } catch (error) {
    if (isGtError(error, 'GT_LOCK_BUSY')) return hold(connection, path, options)
    throw error
  }
}

async function hold(connection: Connection, path: string, options: LockOptions): Promise<HeldLock> {
  let letGo = (): void => undefined
  const until = new Promise<void>((resolve) => (letGo = resolve))
  return new Promise((resolve, reject) => {
    const holding = connection.withLock(
      path,
      async ({signal}) => {
        const release = async (): Promise<void> => {
          letGo()
          await holding
        }
        resolve({signal, release})
        await until
      },
      options,
    )
    holding.catch(reject)
  })
}
