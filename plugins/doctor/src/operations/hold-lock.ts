import type {Connection, LockOptions} from '@gt-town/contract'

export interface HeldLock {
  /** fires when the lock is lost */
  readonly signal: AbortSignal
  release(): Promise<void>
}

/** Takes a lock that is let go later, by `release`. @throws LockError, AbortedError */
export async function holdLock(connection: Connection, path: string, options: LockOptions): Promise<HeldLock> {
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
