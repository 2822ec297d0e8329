/** Rejects with the signal's reason as soon as it fires, at once where it has fired already. */
export async function whenAborted(signal: AbortSignal): Promise<never> {
  return orAborted(new Promise<never>(() => undefined), signal)
}

/**
 * What the work comes to, or, as soon as `signal` fires, a rejection: then nobody hears of the work again. Nothing stays
 * registered on the signal afterwards.
 * @param signal absent: nothing interrupts
 * @param errorOf what to reject with, made of the signal's reason; default that reason itself
 */
export async function orAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  errorOf: (reason: unknown) => unknown = (reason) => reason,
): Promise<T> {
  if (!signal) return work
  let abort = (): void => undefined
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => {
      const error = errorOf(signal.reason) as Error
      reject(error)
    }
    if (signal.aborted) abort()
    else signal.addEventListener('abort', abort, {once: true})
  })
  try {
    return await Promise.race([work, aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
