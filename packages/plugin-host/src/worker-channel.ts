import type {ChildProcess} from 'node:child_process'
import {messageOf} from '@gt-town/contract'
import {mergeCheckRequests} from './merge-check-requests.js'
import {MessageQueue, sendAll} from './message-queue.js'
import type {FromWorker, ToWorker} from './protocol.js'
import {killWorker, startWorker} from './start-worker.js'
import {toWireError} from './wire-error.js'

export interface ChannelListener {
  received(message: FromWorker): void
  /** what it wrote past everything that captures output */
  printed(text: string): void
  /** @param reason such as `exit code 0`; it may have ended or never started */
  ended(reason: string): void
}

/** A process and the messages to and from it. */
export class WorkerChannel {
  readonly #process: ChildProcess
  readonly #queue: MessageQueue<ToWorker>
  #isClosed = false

  /** @param worker one that was started before */
  constructor(listener: ChannelListener, worker: ChildProcess = startWorker()) {
    this.#process = worker
    // One that was started before was not to keep gt waiting.
    worker.ref()
    worker.channel?.ref()
    // At once: the worker can begin while gt looks at things itself.
    this.#queue = new MessageQueue((messages) => this.#send(mergeCheckRequests(messages)), process.nextTick)
    worker.on('message', (messages) => {
      for (const message of messages as FromWorker[]) if (!this.#isClosed) listener.received(message)
    })
    const ended = (reason: string): void => {
      if (!this.#isClosed) listener.ended(reason)
    }
    worker.on('error', (error) => ended(messageOf(error)))
    worker.on('exit', (code, signal) => ended(signal === null ? `exit code ${code}` : `signal ${signal}`))
    for (const stream of [worker.stdout, worker.stderr]) {
      stream?.on('data', (chunk: Buffer) => listener.printed(chunk.toString()))
    }
  }

  post(message: ToWorker): void {
    this.#queue.push(message)
  }

  /** Ends the process; nothing is heard of it any more. */
  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    killWorker(this.#process)
    this.#process.channel?.unref()
    this.#process.stdout?.destroy()
    this.#process.stderr?.destroy()
    this.#process.unref()
  }

  #send(messages: readonly ToWorker[]): void {
    const send = (some: readonly ToWorker[]): void => {
      // What cannot be delivered is noticed by the end of the process.
      if (!this.#isClosed && this.#process.connected) this.#process.send(some, () => undefined)
    }
    sendAll(messages, send, (message, error) => {
      if (message.t !== 'answer') throw error
      send([{t: 'answer', call: message.call, outcome: {ok: false, error: toWireError(error)}}])
    })
  }
}
