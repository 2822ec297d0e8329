import type {GtError} from '@gt-town/contract'
import {Pulse, type Patience} from '../pulse.js'
import type {Running} from '../../transport/transport.js'

/** The shell that lives as long as the link: it tells the time, and ends what it is told to end. */
export class ShellPulse {
  readonly #running: Running
  readonly #pulse: Pulse
  readonly #clock: {resolve: (seconds: number) => void; reject: (error: GtError) => void}[] = []
  readonly #ending = new Map<number, (() => void)[]>()
  #text = ''

  /** @param lose told, at least once, when it has ended or is silent for too long */
  constructor(running: Running, patience: Patience, lose: (cause: unknown) => void) {
    this.#running = running
    const ask = (): void => {
      this.#clock.push({resolve: () => undefined, reject: () => undefined})
      this.#say('H')
    }
    this.#pulse = new Pulse(patience, ask, lose)
    running.stdout.on('data', (chunk: Buffer) => this.#hear(chunk))
    running.exit.then(() => lose('the remote shell has ended'), lose)
  }

  async clock(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#clock.push({resolve, reject})
      this.#say('H')
    })
  }

  /** Resolves when no process of the group is left; never, where it cannot tell. */
  async endGroup(group: number): Promise<void> {
    return new Promise((resolve) => {
      this.#ending.set(group, [...(this.#ending.get(group) ?? []), resolve])
      this.#say(`K ${group}`)
    })
  }

  endProcess(pid: number): void {
    this.#say(`T ${pid}`)
  }

  /** @param politely it gets the time to end by itself */
  end(error: GtError, politely: boolean): void {
    this.#pulse.end()
    this.#running.stdin.end()
    if (!politely) this.#running.abandon()
    for (const {reject} of this.#clock.splice(0)) reject(error)
  }

  async endedWithin(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
    await Promise.race([late, this.#running.exit.catch(() => undefined)])
    clearTimeout(timer)
    this.#running.abandon()
  }

  #say(line: string): void {
    if (this.#running.stdin.writable) this.#running.stdin.write(`${line}\n`)
  }

  #hear(chunk: Buffer): void {
    this.#pulse.heard()
    const lines = `${this.#text}${chunk.toString('latin1')}`.split('\n')
    this.#text = lines.pop() ?? ''
    for (const line of lines) {
      const [word, value = ''] = line.split(' ')
      if (word === 'H') this.#clock.shift()?.resolve(secondsOf(value))
      if (word !== 'G') continue
      for (const resolve of this.#ending.get(Number(value)) ?? []) resolve()
      this.#ending.delete(Number(value))
    }
  }
}

/** Where date(1) tells whole seconds only, half of the next one has passed on average. */
function secondsOf(text: string): number {
  return text.includes('.') ? Number(text) : Number(text) + 0.5
}
