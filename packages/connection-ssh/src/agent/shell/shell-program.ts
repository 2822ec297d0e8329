import {setTimeout} from 'node:timers/promises'
import {InputOutputError, isGtError, messageOf} from '@gt-town/contract'
import {encodeList} from '../frame.js'
import type {Listener} from '../remote-stream.js'
import type {Conversation, Host} from './conversation.js'
import {runCommand} from './run-command.js'
import type {Shell} from './shell.js'

/** How long the pipes may stay silent after the program's end before they count as someone else's. */
const drainMs = 250
const longestDrainMs = 5000
const nothing = Buffer.alloc(0)

/** A program that runs there, in a shell that is for nothing else. */
export class ShellProgram implements Conversation {
  wasSent = false
  readonly #host: Host
  readonly #listener: Listener
  readonly #begun: Promise<void>
  #begin: () => void = () => undefined
  #shell: Shell | undefined
  #group: number | undefined
  /** how it ended, when the other side has told; and whether its output is all here */
  #end: string | undefined
  #isWhole = false
  #isKilled = false
  #isOver = false
  #heard = 0
  /** when the listener has taken all that it was told */
  #taken: Promise<unknown> = Promise.resolve()

  /** @param body as `encodeRequest` makes it */
  constructor(host: Host, listener: Listener, body: Buffer) {
    this.#host = host
    this.#listener = listener
    this.#begun = new Promise((resolve) => (this.#begin = resolve))
    this.#run(body).catch((error: unknown) => {
      listener.lost(isGtError(error) ? error : new InputOutputError('a program', messageOf(error), {cause: error}))
    })
  }

  send(type: string): void {
    if (type === 'E') void this.#begun.then(() => this.#shell?.endInput())
    if (type === 'K') this.#kill()
  }

  async pour(_type: string, bytes: Uint8Array): Promise<boolean> {
    // What came before the program would be read by the shell.
    await this.#begun
    return !this.#isOver && this.#shell !== undefined && this.#shell.feed(bytes)
  }

  close(): void {
    this.#isOver = true
    this.#begin()
    this.#shell?.abandon()
  }

  async #run(body: Buffer): Promise<void> {
    const shell = await this.#host.start()
    if (this.#isOver || this.#isKilled) return shell.abandon()
    this.#shell = shell
    this.#listen(shell)
    this.wasSent = true
    shell.say(runCommand(body))
    await shell.ready
    await shell.ended
    this.#ended()
  }

  #ended(): void {
    if (this.#end === undefined && !this.#isKilled) this.#fail(['s', 'EIO', 'the remote shell that ran it has ended'])
  }

  #listen(shell: Shell): void {
    let tokens = 0
    shell.out = {
      token: () => {
        this.#isWhole = ++tokens > 1
        this.#settle(shell)
      },
      bytes: (bytes) => {
        // Before it has begun, startup files speak.
        if (tokens > 0) this.#pass('O', bytes)
      },
    }
    let head: Buffer | undefined
    shell.err = {
      token: () => (head = nothing),
      bytes: (bytes) => {
        if (!head) {
          if (this.#group !== undefined) this.#pass('T', bytes)
          return
        }
        head = Buffer.concat([head, bytes])
        const end = head.indexOf(0)
        if (end < 0) return
        const rest = head.subarray(end + 1)
        this.#told(shell, head.toString('utf8', 0, end))
        head = undefined
        this.#pass('T', rest)
      },
    }
  }

  #pass(type: string, bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#heard += 1
    const held = this.#listener.frame(type, bytes)
    if (!held) return
    this.#taken = Promise.all([this.#taken, held])
    void this.#shell?.hold(type === 'O' ? 'stdout' : 'stderr', held)
  }

  /** `p`: its group, it has begun; `Z`: its end; `F`: it never began. */
  #told(shell: Shell, text: string): void {
    const rest = text.slice(1)
    if (text.startsWith('p')) {
      this.#group = Number(rest)
      this.#begin()
      if (this.#isKilled) this.#kill()
    } else if (text.startsWith('Z')) {
      this.#end = rest
      this.#settle(shell)
    } else this.#fail(rest.split('\n'))
  }

  #fail([stage = '', code = '', ...lines]: readonly string[]): void {
    this.#end = ''
    void this.#listener.frame('F', encodeList([stage, code, lines.join('\n').trim()]))
  }

  /** What was left in the background may hold the pipes for ever; all that the program itself wrote is here. */
  #settle(shell: Shell): void {
    if (this.#end === undefined || !this.#isWhole || this.#isKilled) return
    void this.#silence(shell).then(() => {
      if (!this.#isKilled) void this.#listener.frame('Z', Buffer.from(this.#end ?? ''))
    })
  }

  async #silence(shell: Shell): Promise<void> {
    const over = shell.ended.then(
      () => true,
      () => true,
    )
    for (let waited = 0; waited < longestDrainMs; waited += drainMs) {
      // A listener that takes its time: what waits for it is the program's.
      await this.#taken
      const before = this.#heard
      const isOver = await Promise.race([over, setTimeout(drainMs, false)])
      if (isOver || this.#heard === before) break
    }
    await this.#taken
  }

  #kill(): void {
    this.#isKilled = true
    if (this.#group !== undefined) {
      void this.#host.endGroup(this.#group).then(() => this.#listener.frame('G', nothing))
    } else if (!this.#shell) void this.#listener.frame('G', nothing)
  }
}
