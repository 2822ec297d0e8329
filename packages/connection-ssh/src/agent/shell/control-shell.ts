import type {GtError} from '@gt-town/contract'
import {deferred, within, type Deferred} from '@gt-town/waiting'
import type {Running} from '../../transport/transport.js'
import {Keepalive, type KeepaliveTimeouts} from '../keepalive.js'

/** The shell that lives as long as the link: it answers keepalives, tells the time, and ends what it is told to end. */
export class ControlShell {
  readonly #running: Running
  readonly #keepalive: Keepalive
  readonly #clock: Pick<Deferred<number>, 'resolve' | 'reject'>[] = []
  readonly #ending = new Map<number, (() => void)[]>()
  #text = ''

  /** @param lose told, at least once, when it has ended or is silent for too long */
  constructor(running: Running, timeouts: KeepaliveTimeouts, lose: (cause: unknown) => void) {
    this.#running = running
    const ask = (): void => {
      this.#clock.push({resolve: () => undefined, reject: () => undefined})
      this.#send('H')
    }
    this.#keepalive = new Keepalive(timeouts, ask, lose)
    running.stdout.on('data', (chunk: Buffer) => this.#receive(chunk))
    running.exit.then(() => lose('the remote shell has ended'), lose)
  }

  async clock(): Promise<number> {
    const seconds = deferred<number>()
    this.#clock.push(seconds)
    this.#send('H')
    return seconds.promise
  }

  /** Resolves when no process of the group is left; never, where it cannot tell. */
  async endGroup(group: number): Promise<void> {
    const gone = deferred()
    this.#ending.set(group, [...(this.#ending.get(group) ?? []), gone.resolve])
    this.#send(`K ${group}`)
    return gone.promise
  }

  endProcess(pid: number): void {
    this.#send(`T ${pid}`)
  }

  /** @param politely it gets the time to end by itself */
  end(error: GtError, politely: boolean): void {
    this.#keepalive.end()
    this.#running.stdin.end()
    if (!politely) this.#running.abandon()
    for (const {reject} of this.#clock.splice(0)) reject(error)
  }

  async endedWithin(ms: number): Promise<void> {
    const ended = this.#running.exit.then(
      () => undefined,
      () => undefined,
    )
    await within(ms, ended, () => undefined)
    this.#running.abandon()
  }

  #send(line: string): void {
    if (this.#running.stdin.writable) this.#running.stdin.write(`${line}\n`)
  }

  #receive(chunk: Buffer): void {
    this.#keepalive.heard()
    const lines = `${this.#text}${chunk.toString('latin1')}`.split('\n')
    this.#text = lines.pop() ?? ''
    for (const line of lines) {
      const [letter, value = ''] = line.split(' ')
      if (letter === 'H') this.#clock.shift()?.resolve(secondsOf(value))
      if (letter !== 'G') continue
      for (const resolve of this.#ending.get(Number(value)) ?? []) resolve()
      this.#ending.delete(Number(value))
    }
  }
}

/** Where date(1) tells whole seconds only, half of the next one has passed on average. */
function secondsOf(text: string): number {
  return text.includes('.') ? Number(text) : Number(text) + 0.5
}
