/** Gathers what one turn of the event loop has to say into one message: a message costs more than what is in it. */
export class MessageQueue<Message> {
  #waiting: Message[] = []
  readonly #send: (messages: Message[]) => void
  readonly #later: (flush: () => void) => void

  /**
   * @param later when to send: `setImmediate` after all that can go on without waiting, `process.nextTick` before anything
   *   else is begun
   */
  constructor(send: (messages: Message[]) => void, later: (flush: () => void) => void) {
    this.#send = send
    this.#later = later
  }

  push(message: Message): void {
    // Not push(): in a worker it may have been replaced, and then nothing would ever be said about it.
    this.#waiting[this.#waiting.length] = message
    if (this.#waiting.length === 1) this.#later(() => this.flush())
  }

  flush(): void {
    const messages = this.#waiting
    if (messages.length === 0) return
    this.#waiting = []
    this.#send(messages)
  }
}

/**
 * Sends a list in one piece; where one of it cannot be cloned, piece by piece, so that it does not hold up the others.
 * @param unsendable told which one cannot be sent, and why
 */
export function sendAll<Message>(
  messages: readonly Message[],
  send: (messages: readonly Message[]) => void,
  unsendable: (message: Message, error: unknown) => void,
): void {
  try {
    send(messages)
  } catch {
    for (const message of messages) {
      try {
        send([message])
      } catch (error) {
        unsendable(message, error)
      }
    }
  }
}
