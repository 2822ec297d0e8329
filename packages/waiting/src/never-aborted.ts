/** For what wants a signal where nobody can interrupt. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal
}
