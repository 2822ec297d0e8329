import {
  AbortedError,
  TimeoutError,
  TooLargeError,
  UsageError,
  type ExecOptions,
  type OutputListener,
} from '@gt-town/contract'
import {longestTimerMs, orAborted} from '@gt-town/waiting'

const defaultTimeoutMs = 60_000
const defaultMaxBuffer = 16 * 1024 * 1024

/** @throws UsageError where there is no name, or a NUL byte somewhere */
export function refuseWords(argv: readonly string[]): void {
  if (!argv[0] || argv.some((arg) => arg.includes('\0'))) {
    throw new UsageError('GT_ARGUMENT_INVALID', 'a command must have a name, and no argument can hold a NUL byte')
  }
}

/** What to call it in messages: arguments may hold secrets, a subcommand does not. */
export function titleOf([command = '', subcommand = '']: readonly string[]): string {
  return /^[a-z][a-z-]*$/.test(subcommand) ? `${command} ${subcommand}` : command
}

/** How long the program may take, in ms; 0 is for ever. */
export function timeoutOf({timeoutMs = defaultTimeoutMs}: ExecOptions): number {
  return timeoutMs
}

export interface Watch {
  /** it printed something */
  heard(): void
  /** no limit holds any more */
  end(): void
}

/** Fires `stop`, with the error to throw, at a deadline, after too long a silence, or at the caller's signal. */
export function watchLimits(title: string, options: ExecOptions, stop: AbortController): Watch {
  const {idleTimeoutMs = 0, signal} = options
  const timer = (ms: number, text: string): NodeJS.Timeout | undefined =>
    ms > 0 ? setTimeout(() => stop.abort(new TimeoutError(text, ms)), Math.min(ms, longestTimerMs)) : undefined
  const deadline = timer(timeoutOf(options), title)
  const idle = timer(idleTimeoutMs, `${title}, which printed nothing,`)
  const interrupt = (): void => stop.abort(new AbortedError(title, {cause: signal?.reason}))
  signal?.addEventListener('abort', interrupt, {once: true})
  if (signal?.aborted) interrupt()
  return {
    heard: () => void idle?.refresh(),
    end: () => {
      clearTimeout(deadline)
      clearTimeout(idle)
      signal?.removeEventListener('abort', interrupt)
    },
  }
}

export interface Gathered {
  /** @returns what to wait for before more is read; never rejects */
  take(chunk: Buffer): Promise<unknown> | undefined
  /** Resolves when whoever listens has taken all there was: a program is not over before. */
  settled(): Promise<void>
  bytes(): Buffer
}

/** Whole chunks, never decoded: a character may lie across two of them. Too many fire `stop`. */
export function gather(
  what: string,
  listener: OutputListener | undefined,
  maxBuffer: number | undefined,
  stop: AbortController,
): Gathered {
  const limit = maxBuffer ?? defaultMaxBuffer
  const kept: Buffer[] = []
  const listen = listener && awaitable(listener, stop)
  let size = 0
  return {
    take: (chunk) => {
      if (stop.signal.aborted) return undefined
      if (listen) return listen.take(chunk)
      size += chunk.length
      if (size > limit) stop.abort(new TooLargeError(what, limit))
      else kept.push(chunk)
      return undefined
    },
    settled: async () => listen?.settled(),
    bytes: () => Buffer.concat(kept),
  }
}

/** What a listener throws fires `stop`, and who was stopped waits for no listener. It gets one chunk after the other. */
function awaitable(listener: OutputListener, stop: AbortController): Pick<Gathered, 'take' | 'settled'> {
  let last: Promise<void> | undefined
  const pass = (chunk: Buffer): Promise<unknown> | undefined => {
    if (stop.signal.aborted) return undefined
    try {
      const taken = listener(chunk)
      return taken instanceof Promise
        ? orAborted(taken, stop.signal).catch((error: unknown) => stop.abort(error))
        : undefined
    } catch (error) {
      stop.abort(error)
      return undefined
    }
  }
  return {
    take: (chunk) => {
      const taken = last ? last.then(async () => pass(chunk)) : pass(chunk)
      if (!taken) return undefined
      const own = taken.then(() => {
        if (last === own) last = undefined
      })
      return (last = own)
    },
    settled: async () => {
      while (last) await last
    },
  }
}
