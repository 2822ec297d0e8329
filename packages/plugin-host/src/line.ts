import type {ChildProcess} from 'node:child_process'
import {messageOf} from '@gt-town/contract'
import {joinLooks} from './join-looks.js'
import {Outbox} from './outbox.js'
import type {FromChild, ToChild} from './protocol.js'
import {sendEach} from './send-each.js'
import {killChild, startChild} from './start-child.js'
import {toWireError} from './wire-error.js'

export interface LineListener {
  received(message: FromChild): void
  /** what it wrote past everything that catches prints */
  printed(text: string): void
  /** @param how such as `exit code 0`; it may have ended or never started */
  ended(how: string): void
}

/** The process of a child and the way to it. */
export class Line {
  readonly #child: ChildProcess
  readonly #outbox: Outbox<ToChild>
  #isCut = false

  /** @param child one that was started before */
  constructor(listener: LineListener, child: ChildProcess = startChild()) {
    this.#child = child
    // One that was started before was not to keep gt waiting.
    child.ref()
    child.channel?.ref()
    // At once: the child can begin while gt looks at things itself.
    this.#outbox = new Outbox((messages) => this.#send(joinLooks(messages)), process.nextTick)
    child.on('message', (messages) => {
      for (const message of messages as FromChild[]) if (!this.#isCut) listener.received(message)
    })
    const ended = (how: string): void => {
      if (!this.#isCut) listener.ended(how)
    }
    child.on('error', (error) => ended(messageOf(error)))
    child.on('exit', (code, signal) => ended(signal === null ? `exit code ${code}` : `signal ${signal}`))
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => listener.printed(chunk.toString()))
    }
  }

  post(message: ToChild): void {
    this.#outbox.push(message)
  }

  /** Ends the child; nothing is heard of it any more. */
  cut(): void {
    if (this.#isCut) return
    this.#isCut = true
    killChild(this.#child)
    this.#child.channel?.unref()
    this.#child.stdout?.destroy()
    this.#child.stderr?.destroy()
    this.#child.unref()
  }

  #send(messages: readonly ToChild[]): void {
    const send = (some: readonly ToChild[]): void => {
      // What cannot be delivered is noticed by the end of the child.
      if (!this.#isCut && this.#child.connected) this.#child.send(some, () => undefined)
    }
    sendEach(messages, send, (message, error) => {
      if (message.t !== 'answer') throw error
      send([{t: 'answer', call: message.call, outcome: {ok: false, error: toWireError(error)}}])
    })
  }
}
