import {AbortedError, LockError, type LockOptions} from '@gt-town/contract'
import type {Acquired} from '@gt-town/connection-local'
import {whileHeld} from '@gt-town/connection-local'
import {changing} from '@gt-town/connection-local'
import {decodeTexts, encodeList} from './frame.js'
import type {FarEnd, FarStream} from './far-end.js'
import {foundOut, systemError} from './remote-files.js'

const defaultTimeoutMs = 30_000
/** Longest wait for a holder to let go: only a stuck machine gets there. */
const stuckMs = 10_000

/** Holds the lock there while `body` runs here. When the link is lost, so is the lock. */
export async function withRemoteLock<T>(
  remote: () => Promise<FarEnd>,
  path: string,
  body: (held: {signal: AbortSignal}) => Promise<T>,
  options: LockOptions,
): Promise<T> {
  if (options.signal?.aborted) throw new AbortedError(`waiting for the lock of ${path}`, {cause: options.signal.reason})
  const held = await acquire(await remote(), path, options)
  return whileHeld(path, held, body)
}

async function acquire(end: FarEnd, path: string, options: LockOptions): Promise<Acquired> {
  const {timeoutMs = defaultTimeoutMs, signal} = options
  const holder = new Holder(end, `${path}.lock`, timeoutMs === 0)
  const answer = await firstOf(holder.answer, timeoutMs === 0 ? stuckMs : timeoutMs, signal)
  const word = answer.toString('latin1', 0, 1)
  if (word === 'l') return holder
  await holder.release()
  if (word === 'i') throw new AbortedError(`waiting for the lock of ${path}`, {cause: signal?.reason})
  if (word === 'b') throw new LockError(path, 'busy')
  return refuse(`${path}.lock`, answer.subarray(word === 'e' ? 1 : 0))
}

/** A process there that takes flock(2) and keeps it until it is told to let go, or loses us. */
class Holder implements Acquired {
  /** `l`: it holds the lock; `b`: busy; else what went wrong */
  readonly answer: Promise<Buffer>
  readonly #stream: FarStream
  readonly #lost = new AbortController()
  readonly #gone: Promise<void>
  #isReleasing = false

  constructor(end: FarEnd, lockFile: string, once: boolean) {
    let say: (answer: Buffer) => void = () => undefined
    let fail: (error: Error) => void = () => undefined
    let leave: () => void = () => undefined
    this.answer = new Promise<Buffer>((resolve, reject) => ([say, fail] = [resolve, reject]))
    this.#gone = new Promise<void>((resolve) => (leave = resolve))
    // Where waiting was given up, nobody asks any more.
    this.answer.catch(() => undefined)
    const over = (): void => {
      if (!this.#isReleasing) this.#lost.abort()
      leave()
    }
    this.#stream = end.open({
      frame: (type, body) => {
        if (type === 'L' || type === 'F') say(body)
        if (type === 'U' || type === 'F') over()
        return undefined
      },
      lost: (error) => {
        over()
        fail(error)
      },
    })
    this.#stream.send('L', encodeList([lockFile, once ? '1' : '']))
  }

  get signal(): AbortSignal {
    return this.#lost.signal
  }

  /** Returns when the holder is gone, or cannot be heard: then the other side sees to it. */
  async release(): Promise<void> {
    this.#isReleasing = true
    this.#stream.send('U')
    let timer: NodeJS.Timeout | undefined
    await Promise.race([this.#gone, new Promise<void>((resolve) => (timer = setTimeout(resolve, stuckMs)))])
    clearTimeout(timer)
    this.#stream.close()
  }
}

/** What the holder says first; `b` for busy, `i` for interrupted. @throws ConnectionLostError */
async function firstOf(answer: Promise<Buffer>, timeoutMs: number, signal: AbortSignal | undefined): Promise<Buffer> {
  let timer: NodeJS.Timeout | undefined
  let interrupt = (): void => undefined
  const ended = new Promise<Buffer>((resolve) => {
    interrupt = () => resolve(Buffer.from('i'))
    timer = setTimeout(() => resolve(Buffer.from('b')), timeoutMs)
    signal?.addEventListener('abort', interrupt, {once: true})
    if (signal?.aborted) interrupt()
  })
  try {
    return await Promise.race([answer, ended])
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', interrupt)
  }
}

async function refuse(lockFile: string, answer: Buffer): Promise<never> {
  const [code = 'EIO', path = lockFile, text = ''] = decodeTexts(answer)
  const error = systemError(code, text)
  return changing(lockFile, async () => Promise.reject(foundOut({error, path}) ?? error))
}
