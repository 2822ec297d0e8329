import type {Writable} from 'node:stream'

const usualMs = 1000

/**
 * To be called when all work is done and printed: ends the process in a moment even if a third party left something open.
 * What was printed is first waited for, however slowly it is read: cut output with exit code 0 would be a lie.
 * The timer itself keeps nothing alive, so a clean process ends at once.
 * @param graceMs how long a moment is; default a second
 */
export function exitWhenFlushed(graceMs = usualMs): void {
  void Promise.all([process.stdout, process.stderr].map(flushed)).then(() =>
    setTimeout(() => process.exit(), graceMs).unref(),
  )
}

/** Resolves when the other side has taken everything, or is gone. */
async function flushed(stream: Writable): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return
  await new Promise<void>((resolve) => {
    stream.once('close', resolve)
    stream.write('', () => resolve())
  })
}
