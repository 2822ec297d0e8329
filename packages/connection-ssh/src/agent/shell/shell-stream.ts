import {ConnectionLostError, type GtError} from '@gt-town/contract'
import type {FarStream} from '../far-end.js'
import type {Listener} from '../remote-stream.js'
import type {Conversation, Host} from './conversation.js'
import {ShellLock} from './shell-lock.js'
import {ShellProgram} from './shell-program.js'
import {ShellQuestion} from './shell-question.js'

/** A conversation whose first message says what it is about. */
export class ShellStream implements FarStream {
  readonly #host: Host
  readonly #listener: Listener
  readonly #onClose: () => void
  #conversation: Conversation | undefined
  #isOver = false

  constructor(host: Host, listener: Listener, onClose: () => void) {
    this.#host = host
    this.#onClose = onClose
    // What comes after the end is nobody's business any more.
    this.#listener = {
      frame: (type, body) => (this.#isOver ? undefined : listener.frame(type, body)),
      lost: (error) => {
        if (!this.#isOver) listener.lost(error)
      },
    }
  }

  send(type: string, body: Uint8Array = new Uint8Array()): void {
    if (this.#isOver) return
    if (this.#conversation) this.#conversation.send(type, body)
    else this.#begin(type, Buffer.from(body))
  }

  async pour(type: string, bytes: Uint8Array, last = type): Promise<boolean> {
    if (this.#isOver) return false
    if (this.#conversation) return this.#conversation.pour(type, bytes, last)
    this.#begin(last, Buffer.from(bytes))
    return true
  }

  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#conversation?.close()
    this.#onClose()
  }

  /** The link is gone. */
  lose(cause: GtError): void {
    this.#listener.lost(new ConnectionLostError(this.#host.machine, this.#conversation?.wasSent ?? false, {cause}))
    this.close()
  }

  #begin(type: string, body: Buffer): void {
    const begin = {X: ShellProgram, L: ShellLock}[type] ?? ShellQuestion
    this.#conversation = new begin(this.#host, this.#listener, body)
  }
}
