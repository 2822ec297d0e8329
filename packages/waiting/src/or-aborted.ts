/** Rejects with the signal's reason as soon as it fires, at once where it has fired already. */
export async function whenAborted(signal: AbortSignal): Promise<never> {
  return orAborted(new Promise<never>(() => undefined), signal)
}

/**
 * What the work comes to, or, as soon as `signal` fires, a rejection with its reason: then nobody hears of the work again.
 * Nothing stays registered on the signal afterwards.
 */
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
