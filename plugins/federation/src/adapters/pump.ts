import type {ExecOptions} from '@gt-town/contract'

/**
 * Writes all of a program's input, chunk by chunk, each when the one before was taken. Stops when `over` fires: a
 * program may end without having read all, and then nobody waits for a source that may never end.
 * @throws what the source throws
 */
export async function pump(
  input: NonNullable<ExecOptions['input']>,
  write: (chunk: Uint8Array) => Promise<void>,
  over: AbortSignal,
): Promise<void> {
  if (typeof input === 'string') return write(Buffer.from(input))
  if (input instanceof Uint8Array) return write(input)
  const source = input[Symbol.asyncIterator]()
  const ended = new Promise<undefined>((resolve) => {
    if (over.aborted) resolve(undefined)
    else over.addEventListener('abort', () => resolve(undefined), {once: true})
  })
  for (;;) {
    const next = await Promise.race([ended, source.next()])
    if (next === undefined) {
      // What a source says when it is closed early interests nobody any more.
      void Promise.resolve(source.return?.()).catch(() => undefined)
      return
    }
    if (next.done) return
    await write(next.value)
  }
}
