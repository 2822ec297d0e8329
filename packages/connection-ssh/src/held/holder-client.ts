import type {Socket} from 'node:net'
import {AbortedError, messageOf} from '@gt-town/contract'
import {deferred, orAborted, within} from '@gt-town/waiting'
import type {SshTarget} from '../transport/target.js'
import type {Running, StartOptions} from '../transport/transport.js'
import {payloadDocument, frame, HolderFrameReader, type HolderFrame, type FrameKind} from './frames.js'
import {HeldCommand} from './held-command.js'
import type {Question} from './held-link.js'

export interface HolderClientOptions {
  readonly machine: string
  readonly askPassphrase?: SshTarget['askPassphrase']
  readonly askLogin?: SshTarget['askLogin']
}

/** How long a holder may take to say that it is there. */
export const greetingMs = 1000
/** ssh's configuration may run programs before it can be told. */
export const choosingMs = 6000

/** One connection to a holder, for one machine. */
export class HolderClient {
  readonly #socket: Socket
  readonly #options: HolderClientOptions
  readonly #reader = new HolderFrameReader()
  readonly #commands = new Map<number, HeldCommand>()
  readonly #waiting = new Map<number, (payload: Buffer | undefined) => void>()
  readonly #questions = new Map<number, AbortController>()
  readonly #ready = deferred<boolean>()
  readonly #greeted = deferred<boolean>()
  #next = 1
  #isOpen = true
  #isUp = false
  #connectMs: number | undefined

  constructor(socket: Socket, options: HolderClientOptions) {
    this.#socket = socket
    this.#options = options
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    // Its end says all there is to say.
    socket.on('error', () => undefined)
    socket.on('close', () => this.#lose())
  }

  /** Whether anything can be asked of it any more. */
  get isOpen(): boolean {
    return this.#isOpen
  }

  /** Whether anybody is there: a holder says something at once. One that is stopped, or too busy, is no help. */
  async answers(timeoutMs = greetingMs): Promise<boolean> {
    return within(timeoutMs, this.#greeted.promise, () => false)
  }

  /** Whether the holder's link to the machine is up. */
  get isUp(): boolean {
    return this.#isOpen && this.#isUp
  }

  get connectMs(): number | undefined {
    return this.#connectMs
  }

  /** @returns false where the holder cannot keep that link, or does not say so in time: then nothing may be started */
  async choose(target: SshTarget, timeoutMs = choosingMs): Promise<boolean> {
    // Of the target what another process can do something with.
    const own = {hold: undefined, askPassphrase: undefined, askLogin: undefined, trust: undefined, resolved: undefined}
    const {askPassphrase, askLogin} = this.#options
    const canAsk = [...(askPassphrase ? ['passphrase'] : []), ...(askLogin ? ['login'] : [])]
    this.#send('target', 0, {...target, ...own, canAsk})
    return within(timeoutMs, this.#ready.promise, () => false)
  }

  async start(commandLine: string, {signal, long = false}: StartOptions, connectTimeoutMs?: number): Promise<Running> {
    const stream = this.#next++
    const command = new HeldCommand(this.#options.machine, (kind, payload) => this.#send(kind, stream, payload))
    this.#commands.set(stream, command)
    this.#send('open', stream, {line: commandLine, long, connectTimeoutMs})
    if (!this.#isOpen) command.lose()
    const aborted = (cause: unknown): AbortedError => new AbortedError(`a command on ${this.#options.machine}`, {cause})
    try {
      const running = await orAborted(command.started, signal, aborted)
      this.#isUp = true
      return running
    } catch (error) {
      command.abandon()
      throw error
    }
  }

  async tellsSignals(): Promise<boolean> {
    const answer = await this.#ask('askSignals')
    return answer !== undefined && payloadDocument(answer)['value'] === true
  }

  /** Has the link kept that long, used or not. @returns whether it said so */
  async keepFor(ms: number): Promise<boolean> {
    return (await this.#ask('keepFor', {ms})) !== undefined
  }

  /** Has links ended. @param machines all of them where none is named @returns the machines whose links were up */
  async disconnect(machines: readonly string[]): Promise<string[]> {
    const answer = await this.#ask('disconnect', {machines})
    return answer === undefined ? [] : (payloadDocument(answer)['closed'] as string[])
  }

  close(): void {
    this.#socket.destroy()
    this.#lose()
  }

  async #ask(kind: FrameKind, payload?: object): Promise<Buffer | undefined> {
    if (!this.#isOpen) return undefined
    const stream = this.#next++
    const answer = deferred<Buffer | undefined>()
    this.#waiting.set(stream, answer.resolve)
    this.#send(kind, stream, payload)
    return within(choosingMs, answer.promise, () => undefined)
  }

  #send(kind: FrameKind, stream: number, payload?: Buffer | object | number): void {
    if (this.#isOpen) this.#socket.write(frame(kind, stream, payload))
  }

  #read(chunk: Buffer): void {
    try {
      for (const found of this.#reader.read(chunk)) this.#take(found)
    } catch {
      // What speaks otherwise is no holder of ours: whoever waits hears that it is lost.
      this.close()
    }
  }

  #take(found: HolderFrame): void {
    const {kind, stream, payload} = found
    switch (kind) {
      case 'ready':
      case 'refused':
        return this.#ready.resolve(kind === 'ready')
      case 'up':
        this.#greeted.resolve(true)
        this.#isUp = payloadDocument(payload)['isUp'] === true
        return
      case 'question':
        return void this.#answer(stream, payloadDocument(payload) as unknown as Question)
      case 'withdrawn':
        return this.#questions.get(stream)?.abort()
      case 'signals':
      case 'done':
        this.#waiting.get(stream)?.(payload)
        this.#waiting.delete(stream)
        return
      default: {
        if (kind === 'started') this.#connectMs = Number(payloadDocument(payload)['connectMs'] ?? 0)
        if (this.#commands.get(stream)?.take(found)) this.#commands.delete(stream)
      }
    }
  }

  async #answer(stream: number, question: Question): Promise<void> {
    const over = new AbortController()
    this.#questions.set(stream, over)
    try {
      this.#send('answer', stream, {text: (await this.#asked(question, over.signal)) ?? ''})
    } catch (error) {
      this.#send('answer', stream, {error: messageOf(error)})
    } finally {
      this.#questions.delete(stream)
    }
  }

  async #asked(question: Question, over: AbortSignal): Promise<string | undefined> {
    const {askPassphrase, askLogin} = this.#options
    if (question.about === 'login') return askLogin?.(question.prompt, {isShown: question.isShown, over})
    return askPassphrase?.(question.keyFile, {attempt: question.attempt, over})
  }

  #lose(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#ready.resolve(false)
    this.#greeted.resolve(false)
    for (const command of this.#commands.values()) command.lose()
    for (const answer of this.#waiting.values()) answer(undefined)
    for (const question of this.#questions.values()) question.abort()
    this.#commands.clear()
  }
}
