import {InputOutputError, isGtError, messageOf} from '@gt-town/contract'
import {decodeList, encodeList} from '../frame.js'
import type {Listener} from '../remote-stream.js'
import {answerAll} from './answer-all.js'
import type {Conversation, Host} from './conversation.js'

/** Looks and changes. */
export class ShellQuestion implements Conversation {
  wasSent = false

  /** @param body a list of operations, each a list of its name and arguments */
  constructor(host: Host, listener: Listener, body: Buffer) {
    const ask = async (commands: readonly string[]): Promise<Buffer[]> =>
      host.ask(commands, () => (this.wasSent = true))
    answerAll(decodeList(body).map(decodeList), ask).then(
      (answers) => listener.frame('r', encodeList(answers)),
      (error: unknown) => listener.lost(isGtError(error) ? error : new InputOutputError('a look', messageOf(error))),
    )
  }

  send(): void {
    // All was said at the beginning.
  }

  async pour(): Promise<boolean> {
    return Promise.resolve(false)
  }

  close(): void {
    // It is answered, or nobody waits for the answer; a change that was sent is made.
  }
}
