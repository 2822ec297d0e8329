import type {ExecOptions} from '@gt-town/contract'
import {whenAborted} from '@gt-town/waiting'

/**
 * Writes all of a program's input, chunk by chunk, each when the one before was taken. Stops when `over` fires, or
 * nothing more is taken: a program may end without having read all, and nobody waits for a source that may never end.
 * @param write returns whether the chunk was taken
 * @throws what the source throws
 */
export async function pump(
  input: NonNullable<ExecOptions['input']>,
  write: (chunk: Uint8Array) => Promise<boolean>,
  over: AbortSignal,
): Promise<void> {
  if (typeof input === 'string' || input instanceof Uint8Array) {
    await write(typeof input === 'string' ? Buffer.from(input) : input)
    return
  }
  const source = input[Symbol.asyncIterator]()
  const ended = whenAborted(over).catch(() => undefined)
  for (;;) {
    const next = await Promise.race([ended, source.next()])
    if (next?.done) return
    if (next && (await write(next.value))) continue
    // What a source says when it is closed early interests nobody any more.
    void Promise.resolve(source.return?.()).catch(() => undefined)
    return
  }
}
