import {AbortedError} from '@gt-town/contract'

/** What the work comes to, or, as soon as `signal` is aborted, a rejection with its reason: then nobody hears of the work again. */
export async function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let abort = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(signal.reason as Error)
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, {once: true})
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

/** The same for a caller's own signal, which need not be there, and whose error names the work. @throws AbortedError */
export async function unlessGivenUp<T>(what: string, signal: AbortSignal | undefined, work: Promise<T>): Promise<T> {
  if (!signal) return work
  try {
    return await orAborted(work, signal)
  } catch (error) {
    throw signal.aborted && error === signal.reason ? new AbortedError(what, {cause: error}) : error
  }
}
