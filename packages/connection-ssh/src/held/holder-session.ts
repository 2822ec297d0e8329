import type {Socket} from 'node:net'
import {deferred, orAborted} from '@gt-town/waiting'
import type {SshTarget} from '../transport/target.js'
import {payloadDocument, frame, HolderFrameReader, numberOf, type HolderFrame, type FrameKind} from './frames.js'
import {isUnchanged, type Asker, type HeldLink, type Question} from './held-link.js'
import {ServedCommand} from './served-command.js'

export interface HolderServices {
  /** to be released */
  readonly linkTo: (target: SshTarget) => Promise<HeldLink | undefined>
  /** somebody uses it besides; to be released too */
  readonly retain: (link: HeldLink) => void
  readonly release: (link: HeldLink) => void
  readonly disconnect: (machines: readonly string[]) => Promise<string[]>
}

const upMs = 200

/** What one gt says to the holder, and hears of it. */
export class HolderSession implements Asker {
  readonly #socket: Socket
  readonly #services: HolderServices
  readonly #reader = new HolderFrameReader()
  readonly #commands = new Map<number, ServedCommand>()
  readonly #answers = new Map<number, (answer: Readonly<Record<string, unknown>>) => void>()
  readonly #ended = new AbortController()
  readonly #timer: NodeJS.Timeout
  #target: SshTarget | undefined
  #canAsk: readonly unknown[] = []
  #link: HeldLink | undefined
  #isUp = false
  #questions = 0
  #order: Promise<unknown> = Promise.resolve()

  constructor(socket: Socket, services: HolderServices) {
    this.#socket = socket
    this.#services = services
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    // Its end says all there is to say.
    socket.on('error', () => undefined)
    socket.once('close', () => this.#end())
    this.#timer = setInterval(() => this.#tellIsUp(), upMs)
    // The kernel takes a connection for a process that is stopped, too: whoever connects wants to hear something.
    this.#send('up', 0, {isUp: false})
  }

  canAsk(about: Question['about']): boolean {
    return this.#canAsk.includes(about)
  }

  async ask(question: Question, over: AbortSignal): Promise<string> {
    const stream = ++this.#questions
    const answer = deferred<Readonly<Record<string, unknown>>>()
    this.#answers.set(stream, answer.resolve)
    this.#send('question', stream, question)
    try {
      const {text, error} = await orAborted(answer.promise, AbortSignal.any([over, this.#ended.signal]))
      if (typeof text !== 'string') throw new Error(typeof error === 'string' ? error : 'nobody answered')
      return text
    } catch (error) {
      this.#send('withdrawn', stream)
      throw error
    } finally {
      this.#answers.delete(stream)
    }
  }

  #read(chunk: Buffer): void {
    try {
      for (const found of this.#reader.read(chunk)) this.#take(found)
    } catch {
      // What speaks otherwise is no gt of this build.
      this.#socket.destroy()
    }
  }

  #take({kind, stream, payload}: HolderFrame): void {
    switch (kind) {
      case 'target':
        return this.#inOrder(async () => this.#choose(payloadDocument(payload)))
      case 'open':
        return this.#open(stream, payloadDocument(payload))
      case 'askSignals':
        return this.#inOrder(async () => this.#send('signals', stream, {value: await this.#tellsSignals()}))
      case 'keepFor':
        return this.#inOrder(async () => this.#keepFor(stream, Number(payloadDocument(payload)['ms'])))
      case 'disconnect':
        return this.#inOrder(async () => {
          const machines = payloadDocument(payload)['machines'] as string[]
          this.#send('done', stream, {closed: await this.#services.disconnect(machines)})
        })
      case 'answer':
        return this.#answers.get(stream)?.(payloadDocument(payload))
      default:
        return this.#commands.get(stream)?.take(kind, kind.startsWith('took') ? numberOf(payload) : payload)
    }
  }

  /** One after the other: what is asked of a target comes after it was chosen. */
  #inOrder(work: () => Promise<void>): void {
    this.#order = this.#order.then(work).catch(() => this.#socket.destroy())
  }

  async #choose(document: Readonly<Record<string, unknown>>): Promise<void> {
    const {canAsk, ...target} = document
    this.#target = target as unknown as SshTarget
    this.#canAsk = Array.isArray(canAsk) ? canAsk : []
    try {
      this.#link = await this.#linked()
    } catch {
      // Where the configuration cannot be read, gt finds that out by itself, and says so better.
      this.#link = undefined
    }
    this.#send(this.#link ? 'ready' : 'refused', 0)
  }

  /** The link, or another one where the files that it depends on have changed since. */
  async #linked(): Promise<HeldLink | undefined> {
    const before = this.#link
    if (before && isUnchanged(before.stamps)) return before
    const link = this.#target && (await this.#services.linkTo(this.#target))
    if (before && before !== link) this.#release(before)
    if (this.#canAsk.length > 0) link?.askers.add(this)
    if (link && this.#ended.signal.aborted) this.#release(link)
    return link
  }

  #open(stream: number, document: Readonly<Record<string, unknown>>): void {
    const command = new ServedCommand(
      (kind, payload) => {
        // Told by that: what comes later is a change.
        if (kind === 'started') this.#isUp = true
        this.#send(kind, stream, payload)
      },
      () => this.#commands.delete(stream),
    )
    this.#commands.set(stream, command)
    this.#inOrder(async () => {
      try {
        this.#link = await this.#linked()
      } catch (error) {
        return command.fail(error)
      }
      const link = this.#link
      if (!link) return command.fail(new Error('its ssh configuration cannot be told any more'))
      // Kept as long as it runs, whatever link the next ones get.
      this.#services.retain(link)
      command.onEnd(() => this.#services.release(link))
      // The next ones do not wait for this one.
      void command.run(link.transport, {
        line: String(document['line']),
        long: document['long'] === true,
        connectTimeoutMs:
          typeof document['connectTimeoutMs'] === 'number'
            ? document['connectTimeoutMs']
            : this.#target?.connectTimeoutMs,
      })
    })
  }

  async #tellsSignals(): Promise<boolean> {
    return (await this.#link?.transport.tellsSignals().catch(() => false)) ?? false
  }

  async #keepFor(stream: number, ms: number): Promise<void> {
    const link = this.#link
    if (link) link.keepUntil = Math.max(link.keepUntil, performance.now() + ms)
    this.#send('done', stream, {})
    return Promise.resolve()
  }

  #tellIsUp(): void {
    const isUp = this.#link?.transport.isUp() ?? false
    if (isUp === this.#isUp) return
    this.#isUp = isUp
    this.#send('up', 0, {isUp})
  }

  #send(kind: FrameKind, stream: number, payload?: Buffer | object | number): void {
    if (!this.#ended.signal.aborted) this.#socket.write(frame(kind, stream, payload))
  }

  #release(link: HeldLink): void {
    link.askers.delete(this)
    this.#services.release(link)
  }

  #end(): void {
    this.#ended.abort(new Error('gt has ended'))
    clearInterval(this.#timer)
    for (const command of this.#commands.values()) command.abandon()
    if (this.#link) this.#release(this.#link)
    this.#link = undefined
  }
}
