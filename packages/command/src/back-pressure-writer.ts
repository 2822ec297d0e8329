import type {Writable} from 'node:stream'
import {deferred, orAborted} from '@gt-town/waiting'

/** @returns a promise while whoever reads has yet to take what was written */
export type BackPressureWriter = (bytes: Uint8Array | string) => Promise<void> | undefined

/**
 * Writes to a stream of this process, for callers who can wait: then no more is kept in memory than was written at once.
 * Nobody waits any more when the signal fires, or the stream is closed.
 */
export function backPressureWriter(stream: Writable, signal: AbortSignal): BackPressureWriter {
  let waiting: Promise<void> | undefined
  return (bytes) => {
    if (stream.write(bytes) || signal.aborted || stream.destroyed) return undefined
    waiting ??= drained(stream, signal).finally(() => (waiting = undefined))
    return waiting
  }
}

async function drained(stream: Writable, signal: AbortSignal): Promise<void> {
  const {promise, resolve} = deferred()
  const end = (): void => resolve()
  stream.once('drain', end).once('close', end)
  try {
    await orAborted(promise, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    stream.off('drain', end).off('close', end)
  }
}
