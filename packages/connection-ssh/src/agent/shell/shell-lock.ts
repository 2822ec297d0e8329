import {InputOutputError, isGtError, messageOf} from '@gt-town/contract'
import {decodeTexts} from '../frame.js'
import type {Listener} from '../remote-stream.js'
import {refusalIn} from './answer.js'
import type {Conversation, Host} from './conversation.js'
import {quoteWord} from './sh.js'
import type {Shell} from './shell.js'

/** A shell there that holds a lock until its input ends. */
export class ShellLock implements Conversation {
  wasSent = false
  readonly #host: Host
  readonly #listener: Listener
  #shell: Shell | undefined
  #isAnswered = false
  #isOver = false

  /** @param body a list: the file, and `1` to try once */
  constructor(host: Host, listener: Listener, body: Buffer) {
    this.#host = host
    this.#listener = listener
    const [file = '', once = ''] = decodeTexts(body)
    this.#hold(file, once).catch((error: unknown) =>
      listener.lost(isGtError(error) ? error : new InputOutputError(file, messageOf(error), {cause: error})),
    )
  }

  send(type: string): void {
    if (type !== 'U') return
    this.#isOver = true
    if (this.#isAnswered) this.#shell?.say('U\n')
    // It waits, and does not listen. Where it is not up yet, it ends with its channel.
    else if (this.#shell)
      this.#shell.ready.then(
        (pid) => this.#host.endProcess(pid),
        () => undefined,
      )
    else void this.#listener.frame('U', Buffer.alloc(0))
  }

  async pour(): Promise<boolean> {
    return Promise.resolve(false)
  }

  close(): void {
    this.#isOver = true
    this.#shell?.abandon()
  }

  async #hold(file: string, once: string): Promise<void> {
    const shell = await this.#host.startHolder()
    if (this.#isOver) return shell.abandon()
    this.#shell = shell
    let said = Buffer.alloc(0)
    shell.out = {
      token: () => undefined,
      bytes: (bytes) => {
        said = Buffer.concat([said, bytes])
        if (!this.#isAnswered && ['l', 'b'].includes(said.toString('latin1'))) this.#answer(said)
      },
    }
    this.wasSent = true
    const word = quoteWord(Buffer.from(file).toString('latin1'))
    shell.say(`{\ngt_watch_holder\ngt_lock ${word} '${once}' 2>/dev/null\nexit\n}\n`)
    await shell.ready
    await shell.ended
    if (!this.#isAnswered) this.#answer(refusalIn(said))
    void this.#listener.frame('U', Buffer.alloc(0))
  }

  #answer(answer: Buffer): void {
    this.#isAnswered = true
    void this.#listener.frame('L', answer)
  }
}
