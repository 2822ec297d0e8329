export interface KeepaliveTimeouts {
  /** how often to ask whether the other side is there */
  readonly pingMs: number
  /** how long it may say nothing at all */
  readonly silenceMs: number
}

/** Asks again and again whether the other side is there, until it is silent for too long. */
export class Keepalive {
  /** An interval of its own: it must not keep this process alive, and must see when this process was not running. */
  readonly #timer: NodeJS.Timeout
  #heardAt = performance.now()

  /**
   * @param ask sends something that is answered
   * @param lose told why, once, when nothing was heard for too long
   */
  constructor({pingMs, silenceMs}: KeepaliveTimeouts, ask: () => void, lose: (why: string) => void) {
    let lastTick = performance.now()
    this.#timer = setInterval(() => {
      const now = performance.now()
      // This process slept or was busy: what the other side said meanwhile has yet to be read.
      if (now - lastTick > 2 * pingMs) this.#heardAt = now
      lastTick = now
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
