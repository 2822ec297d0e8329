export interface Patience {
  /** how often to ask whether the other side is there */
  readonly pingMs: number
  /** how long it may say nothing at all */
  readonly silenceMs: number
}

/** Asks again and again whether the other side is there, until it is silent for too long. */
export class Pulse {
  readonly #timer: NodeJS.Timeout
  #heardAt = performance.now()

  /** @param lose told why, once, when nothing was heard for too long */
  constructor({pingMs, silenceMs}: Patience, ask: () => void, lose: (why: string) => void) {
    let lastBeat = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      // This process slept or was busy: what the other side said meanwhile has yet to be read.
      if (now - lastBeat > 2 * pingMs) this.#heardAt = now
      lastBeat = now
      if (now - this.#heardAt > silenceMs) lose(`nothing was heard for ${silenceMs / 1000} s`)
      else ask()
    }, pingMs)
    this.#timer.unref()
  }

  heard(): void {
    this.#heardAt = performance.now()
  }

  end(): void {
    clearInterval(this.#timer)
  }
}
