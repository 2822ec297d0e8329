import {AbortedError, TimeoutError} from '@gt-town/contract'

/** A connect that takes too long says more about the reason than our own deadline does. */
const graceMs = 200

/**
 * Waits for an answer, and no longer than that.
 * @throws what the answer throws; TimeoutError; AbortedError
 */
export async function within<T>(timeoutMs: number, signal: AbortSignal, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  let interrupt = (): void => undefined
  const over = new Promise<never>((_resolve, reject) => {
    const hint = 'see how it is with gt machine status, or give it longer with --timeout'
    timer = setTimeout(() => reject(new TimeoutError('its answer', timeoutMs, {hint})), timeoutMs + graceMs)
    interrupt = () => reject(new AbortedError('the doctor'))
    if (signal.aborted) interrupt()
    signal.addEventListener('abort', interrupt, {once: true})
  })
  try {
    return await Promise.race([answer, over])
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', interrupt)
  }
}
