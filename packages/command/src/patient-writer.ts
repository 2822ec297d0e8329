import type {Writable} from 'node:stream'

/** @returns a promise while whoever reads has yet to take what was written */
export type PatientWriter = (bytes: Uint8Array | string) => Promise<void> | undefined

/**
 * Writes to a stream of this process, for callers who can wait: then no more is kept in memory than was written at once.
 * Nobody waits any more when the signal fires, or the stream is closed.
 */
export function patientWriter(stream: Writable, signal: AbortSignal): PatientWriter {
  let waiting: Promise<void> | undefined
  return (bytes) => {
    if (stream.write(bytes) || signal.aborted || stream.destroyed) return undefined
    waiting ??= drained(stream, signal).finally(() => (waiting = undefined))
    return waiting
  }
}

async function drained(stream: Writable, signal: AbortSignal): Promise<void> {
  const over = new AbortController()
  try {
    await new Promise<void>((resolve) => {
      const end = (): void => resolve()
      stream.once('drain', end).once('close', end)
      signal.addEventListener('abort', end, {once: true, signal: over.signal})
      over.signal.addEventListener('abort', () => stream.off('drain', end).off('close', end))
    })
  } finally {
    over.abort()
  }
}
