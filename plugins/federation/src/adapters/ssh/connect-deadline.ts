import type {SshTarget} from './target.js'

type Questions = Pick<SshTarget, 'trust' | 'askPassphrase'>

/** How long a connect may take. The clock stands still while the user is asked: to compare a key takes its time. */
export class ConnectDeadline {
  readonly #over = new AbortController()
  #leftMs: number
  #startedAt = 0
  #timer: NodeJS.Timeout | undefined
  #questions = 0

  constructor(ms: number) {
    this.#leftMs = ms
    this.#run()
  }

  get signal(): AbortSignal {
    return this.#over.signal
  }

  /**
   * The questions of a target, asked while the clock stands still.
   * @param over fires when their answers are of no use any more
   */
  questions({trust, askPassphrase}: Questions, over: AbortSignal): Questions {
    return {
      trust:
        trust?.mode === 'ask' || trust?.mode === 'replace'
          ? {...trust, ask: async (shown) => this.#standing(trust.ask(shown, over))}
          : trust,
      askPassphrase: askPassphrase && (async (keyFile, how) => this.#standing(askPassphrase(keyFile, how))),
    }
  }

  async #standing<T>(answer: Promise<T>): Promise<T> {
    if (this.#questions++ === 0) this.#stop()
    try {
      return await answer
    } finally {
      if (--this.#questions === 0) this.#run()
    }
  }

  #run(): void {
    this.#startedAt = performance.now()
    this.#timer = setTimeout(() => this.#over.abort(), Math.max(1, this.#leftMs))
    // What it waits for keeps the process alive, if anything does.
    this.#timer.unref()
  }

  #stop(): void {
    clearTimeout(this.#timer)
    this.#leftMs -= performance.now() - this.#startedAt
  }
}
