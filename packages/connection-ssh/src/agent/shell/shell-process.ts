import {ConnectionLostError, InputOutputError, isGtError, messageOf, type GtError} from '@gt-town/contract'
import {deferred, within} from '@gt-town/waiting'
import {exitOf, notStarted} from '../program-texts.js'
import type {OutputHandlers, ProcessEnd, RemoteProcess, RunRequest} from '../remote-agent.js'
import {runCommand} from './run-command.js'
import type {Shell} from './shell.js'

/** How long the pipes may stay silent after the program's end before they count as someone else's. */
const drainMs = 250
const longestDrainMs = 5000

/** What a program needs of its agent. */
export interface ProcessHost {
  readonly machine: string
  /** A new shell, to which nothing was sent yet. @throws what connecting throws: nothing ran */
  start(): Promise<Shell>
  /** Ends all processes of a group. Resolves when none is left */
  endGroup(group: number): Promise<void>
}

/** A program that runs there, in a shell that is for nothing else. */
export class ShellProcess implements RemoteProcess {
  readonly #host: ProcessHost
  readonly #output: OutputHandlers
  readonly #onClose: () => void
  /** resolves when it has begun, or never will */
  readonly #begun = deferred()
  readonly #ended = deferred<ProcessEnd>()
  #wasSent = false
  #shell: Shell | undefined
  #group: number | undefined
  /** how it ended, when the other side has told; and whether its output is all here */
  #exit: ProcessEnd | undefined
  #isWhole = false
  #isKilled = false
  #isClosed = false
  /** how many chunks of output there were */
  #chunks = 0
  /** when all output that was passed on is handled */
  #handled: Promise<unknown> = Promise.resolve()

  /** @param onClose told when it is over */
  constructor(host: ProcessHost, request: RunRequest, output: OutputHandlers, onClose: () => void) {
    this.#host = host
    this.#output = output
    this.#onClose = onClose
    // Where a deadline came first, nobody waits for it any more.
    this.#ended.promise.catch(() => undefined)
    this.#run(request).catch((error: unknown) => {
      this.#ended.reject(isGtError(error) ? error : new InputOutputError('a program', messageOf(error), {cause: error}))
    })
  }

  get ended(): Promise<ProcessEnd> {
    return this.#ended.promise
  }

  async write(bytes: Uint8Array): Promise<boolean> {
    // What came before the program would be read by the shell.
    await this.#begun.promise
    return !this.#isClosed && this.#shell !== undefined && this.#shell.writeInput(bytes)
  }

  endInput(): void {
    if (this.#isClosed) return
    void this.#begun.promise.then(() => this.#shell?.endInput())
  }

  kill(): void {
    if (this.#isClosed) return
    this.#isKilled = true
    if (this.#group !== undefined) {
      void this.#host.endGroup(this.#group).then(() => this.#ended.resolve({how: 'killed'}))
    } else if (!this.#shell) this.#ended.resolve({how: 'killed'})
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#begun.resolve()
    this.#shell?.abandon()
    this.#onClose()
  }

  /** The link is gone. */
  lose(cause: GtError): void {
    this.#ended.reject(new ConnectionLostError(this.#host.machine, this.#wasSent, {cause}))
    this.close()
  }

  async #run(request: RunRequest): Promise<void> {
    const shell = await this.#host.start()
    if (this.#isClosed || this.#isKilled) return shell.abandon()
    this.#shell = shell
    this.#listen(shell)
    this.#wasSent = true
    shell.send(runCommand(request))
    await shell.ready
    await shell.ended
    this.#shellEnded()
  }

  #shellEnded(): void {
    if (this.#exit || this.#isKilled) return
    this.#ended.resolve(notStarted(['s', 'EIO', 'the remote shell that ran it has ended']))
  }

  #listen(shell: Shell): void {
    let tokens = 0
    shell.out = {
      token: () => {
        this.#isWhole = ++tokens > 1
        this.#settle(shell)
      },
      bytes: (bytes) => {
        // Before it has begun, startup files print.
        if (tokens > 0) this.#pass('stdout', bytes)
      },
    }
    let message: Buffer | undefined
    shell.err = {
      token: () => (message = Buffer.alloc(0)),
      bytes: (bytes) => {
        if (!message) {
          if (this.#group !== undefined) this.#pass('stderr', bytes)
          return
        }
        message = Buffer.concat([message, bytes])
        const end = message.indexOf(0)
        if (end < 0) return
        const rest = message.subarray(end + 1)
        this.#told(shell, message.toString('utf8', 0, end))
        message = undefined
        this.#pass('stderr', rest)
      },
    }
  }

  #pass(stream: 'stdout' | 'stderr', bytes: Buffer): void {
    if (bytes.length === 0) return
    this.#chunks += 1
    if (this.#isClosed) return
    const handled = this.#output[stream](bytes)
    if (!handled) return
    this.#handled = Promise.all([this.#handled, handled])
    void this.#shell?.hold(stream, handled)
  }

  /** `p`: its group, it has begun; `Z`: its end; `F`: it never began. */
  #told(shell: Shell, message: string): void {
    const rest = message.slice(1)
    if (message.startsWith('p')) {
      this.#group = Number(rest)
      this.#begun.resolve()
      if (this.#isKilled) this.kill()
    } else if (message.startsWith('Z')) {
      this.#exit = exitOf(rest)
      this.#settle(shell)
    } else {
      const [letter = '', code = '', ...lines] = rest.split('\n')
      this.#exit = notStarted([letter, code, lines.join('\n').trim()])
      this.#ended.resolve(this.#exit)
    }
  }

  /** What was left in the background may hold the pipes for ever; all that the program itself wrote is here. */
  #settle(shell: Shell): void {
    const exit = this.#exit
    if (exit === undefined || !this.#isWhole || this.#isKilled) return
    void this.#silence(shell).then(() => {
      if (!this.#isKilled) this.#ended.resolve(exit)
    })
  }

  async #silence(shell: Shell): Promise<void> {
    const over = shell.ended.then(
      () => true,
      () => true,
    )
    for (let waited = 0; waited < longestDrainMs; waited += drainMs) {
      // A listener that takes its time: what waits for it is the program's.
      await this.#handled
      const before = this.#chunks
      const isOver = await within(drainMs, over, () => false)
      if (isOver || this.#chunks === before) break
    }
    await this.#handled
  }
}
