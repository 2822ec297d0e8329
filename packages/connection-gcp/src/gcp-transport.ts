import {AbortedError, isGtError, type Connection, type GtError} from '@gt-town/contract'
import {makeTransport, type Running, type StartOptions, type Transport} from '@gt-town/connection-ssh'
import {tunnelError} from './gcloud-error.js'
import {instanceTarget, portOf, type GcpTarget} from './instance-target.js'

/** SSH to an instance of Google Cloud. Where it is, gcloud is asked at the first need, and again when it is not reached there. */
export class GcpTransport implements Transport {
  readonly machine: string
  readonly #here: Connection
  readonly #target: GcpTarget
  readonly #closing = new AbortController()
  #finding: Promise<Transport> | undefined
  #found: Transport | undefined
  #findMs = 0

  constructor(here: Connection, target: GcpTarget) {
    this.#here = here
    this.#target = target
    this.machine = target.machine
  }

  get connectMs(): number | undefined {
    const ms = this.#found?.connectMs
    return ms === undefined ? undefined : ms + this.#findMs
  }

  isUp(): boolean {
    return this.#found?.isUp() ?? false
  }

  async tellsSignals(): Promise<boolean> {
    return (await this.#located()).tellsSignals()
  }

  async start(commandLine: string, options: StartOptions): Promise<Running> {
    const found = await this.#located()
    try {
      return await found.start(commandLine, options)
    } catch (error) {
      if (!isGtError(error, 'GT_MACHINE_UNREACHABLE')) throw error
      // One that was switched off and on has another address.
      await this.#forget(found)
      throw this.#explained(error)
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    // Whoever waits for it hears why it failed.
    await this.#finding?.catch(() => undefined)
    await this.#found?.close()
  }

  async #located(): Promise<Transport> {
    this.#finding ??= this.#find().catch((error: unknown) => {
      this.#finding = undefined
      throw error
    })
    return this.#finding
  }

  async #find(): Promise<Transport> {
    const started = performance.now()
    const target = await instanceTarget(this.#here, this.#target, this.#closing.signal)
    if (this.#closing.signal.aborted) throw new AbortedError(`a command on ${this.machine}`)
    this.#findMs = Math.round(performance.now() - started)
    return (this.#found = makeTransport(this.#here, target))
  }

  async #forget(found: Transport): Promise<void> {
    if (this.#found !== found) return
    this.#finding = undefined
    this.#found = undefined
    await found.close()
  }

  #explained(error: GtError): GtError {
    const {iap, place} = this.#target
    return iap && /ERROR: /.test(error.message)
      ? tunnelError(this.machine, place, portOf(this.#target), error.message)
      : error
  }
}
