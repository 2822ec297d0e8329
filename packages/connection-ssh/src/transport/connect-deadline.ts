import type {AskHostKey} from '@gt-town/contract'
import {orAborted} from '@gt-town/waiting'
import type {SshTarget} from './target.js'

export const defaultConnectTimeoutMs = 10_000

/** How long a connect may take. The clock stands still while a person is asked something, which no timer of Node's can. */
export class ConnectDeadline {
  readonly #over = new AbortController()
  #leftMs: number
  #since = 0
  #timer: NodeJS.Timeout | undefined
  #questions = 0

  constructor(ms: number) {
    this.#leftMs = ms
    this.#run()
  }

  /** Aborted when the time is over. */
  get signal(): AbortSignal {
    return this.#over.signal
  }

  /** To be called when the connect stands or has failed. */
  end(): void {
    clearTimeout(this.#timer)
  }

  async whileAsked<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#questions++ === 0) {
      clearTimeout(this.#timer)
      this.#leftMs -= performance.now() - this.#since
    }
    try {
      return await ask()
    } finally {
      if (--this.#questions === 0) this.#run()
    }
  }

  #run(): void {
    this.#since = performance.now()
    this.#timer = setTimeout(() => this.#over.abort(), Math.max(0, this.#leftMs))
  }
}

type Questions = Pick<SshTarget, 'trust' | 'askPassphrase' | 'askLogin'>

/**
 * The same questions, with the clock stopped while a person answers.
 * @param over aborted when the connect has ended: a question that is still open is withdrawn then, and an answer that comes
 * all the same counts for nothing
 */
export function withClockStopped(
  {trust, askPassphrase, askLogin}: Questions,
  deadline: ConnectDeadline,
  over: AbortSignal,
): Questions {
  const asking = async <A>(ask: () => Promise<A>): Promise<A> => {
    over.throwIfAborted()
    return deadline.whileAsked(async () => orAborted(ask(), over))
  }
  const askHostKey = (ask: AskHostKey): AskHostKey => {
    return async (shown) => asking(async () => ask(shown, over))
  }
  return {
    trust: trust && 'ask' in trust ? {...trust, ask: askHostKey(trust.ask)} : trust,
    askPassphrase:
      askPassphrase && (async (keyFile, {attempt}) => asking(async () => askPassphrase(keyFile, {attempt, over}))),
    askLogin: askLogin && (async (prompt, {isShown}) => asking(async () => askLogin(prompt, {isShown, over}))),
  }
}
