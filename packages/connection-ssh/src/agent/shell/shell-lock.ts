import {ConnectionLostError, InputOutputError, isGtError, messageOf, type GtError} from '@gt-town/contract'
import {quoteWord} from '@gt-town/text'
import {LockProgress} from '../lock-progress.js'
import type {LockAnswer, LockRequest, RemoteLock} from '../remote-agent.js'
import {failureIn} from './failures.js'
import type {Shell} from './shell.js'

/** What a lock needs of its agent. */
export interface LockHost {
  readonly machine: string
  /** A new shell, which others that were started must not outlive. @throws what connecting throws: nothing ran */
  startHolder(): Promise<Shell>
  endProcess(pid: number): void
}

/** A shell there that holds a lock until its input ends. */
export class ShellLock implements RemoteLock {
  readonly #progress = new LockProgress()
  readonly #host: LockHost
  readonly #onClose: () => void
  #shell: Shell | undefined
  #wasSent = false
  #isAnswered = false
  #isReleased = false
  #isClosed = false

  /** @param onClose told when it is over */
  constructor(host: LockHost, request: LockRequest, onClose: () => void) {
    this.#host = host
    this.#onClose = onClose
    this.#hold(request).catch((error: unknown) =>
      this.#fail(isGtError(error) ? error : new InputOutputError(request.file, messageOf(error), {cause: error})),
    )
  }

  get acquired(): Promise<LockAnswer> {
    return this.#progress.acquired
  }

  get lost(): AbortSignal {
    return this.#progress.lost
  }

  get gone(): Promise<void> {
    return this.#progress.gone
  }

  release(): void {
    if (this.#isClosed) return
    this.#progress.releasing()
    this.#isReleased = true
    if (this.#isAnswered) this.#shell?.send('U\n')
    // It waits, and does not listen. Where it is not up yet, it ends with its channel.
    else if (this.#shell)
      this.#shell.ready.then(
        (pid) => this.#host.endProcess(pid),
        () => undefined,
      )
    else this.#progress.ended()
  }

  close(): void {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#shell?.abandon()
    this.#onClose()
  }

  /** The link is gone. */
  lose(cause: GtError): void {
    this.#fail(new ConnectionLostError(this.#host.machine, this.#wasSent, {cause}))
    this.close()
  }

  async #hold({file, once}: LockRequest): Promise<void> {
    const shell = await this.#host.startHolder()
    if (this.#isReleased || this.#isClosed) return shell.abandon()
    this.#shell = shell
    let output = Buffer.alloc(0)
    shell.out = {
      token: () => undefined,
      bytes: (bytes) => {
        output = Buffer.concat([output, bytes])
        if (this.#isAnswered) return
        if (output.toString('latin1') === 'l') this.#answer('held')
        if (output.toString('latin1') === 'b') this.#answer('busy')
      },
    }
    this.#wasSent = true
    shell.send(`{\ngt_watch_holder\ngt_lock ${quoteWord(file)} '${once ? '1' : ''}' 2>/dev/null\nexit\n}\n`)
    await shell.ready
    await shell.ended
    this.#end(output)
  }

  /** The shell is gone, having printed this. */
  #end(output: Buffer): void {
    if (this.#isClosed) return
    if (!this.#isAnswered) this.#answer(failureIn(output))
    this.#progress.ended()
  }

  #answer(answer: LockAnswer): void {
    this.#isAnswered = true
    if (!this.#isClosed) this.#progress.answered(answer)
  }

  #fail(error: GtError): void {
    if (!this.#isClosed) this.#progress.failed(error)
  }
}
