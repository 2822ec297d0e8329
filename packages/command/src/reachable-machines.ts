import {ask} from '@gt-town/hooks'
import {
  GtError,
  type Connection,
  type ConnectionQuestion,
  type Machine,
  type Place,
  type WorkspaceService,
} from '@gt-town/contract'
import type {Interfaces} from '@oclif/core'

export interface ReachableMachinesOptions {
  readonly config: Interfaces.Config
  readonly hub: Place
  readonly service: WorkspaceService
  readonly connect: (machine: string, question: Omit<ConnectionQuestion, 'machine'>) => Promise<Connection>
}

/** The machines of a town, each connected to at its first use, and again where that connection was lost. */
export class ReachableMachines implements AsyncDisposable {
  readonly #options: ReachableMachinesOptions
  readonly #reached = new Map<string, Promise<Place>>()
  readonly #opened: Connection[] = []

  constructor(options: ReachableMachinesOptions) {
    this.#options = options
  }

  /** Sorted. Asked again each time: a command that watches runs for weeks. */
  async names(): Promise<string[]> {
    return (await this.#all()).map(({name}) => name)
  }

  /** @throws GtError `GT_MACHINE_NO_WORKSPACE`; what connecting and loading the town there throw */
  async reach(name: string): Promise<Place> {
    const before = this.#reached.get(name)
    const isUsable = before && (await before.then(({connection}) => connection.isHealthy()).catch(() => false))
    if (before && isUsable) return before
    const place = this.#open(name)
    this.#reached.set(name, place)
    return place
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#opened) await connection[Symbol.asyncDispose]()
  }

  async #all(): Promise<Machine[]> {
    return ask(this.#options.config, 'gt:machines', this.#options.hub)
  }

  async #open(name: string): Promise<Place> {
    const {hub, service, connect} = this.#options
    const settings = (await this.#all()).find((machine) => machine.name === name)
    // Connecting to one that there is not says which there are.
    if (settings && settings.workspace === undefined) throw noTownOn(name)
    const connection = await connect(name, {workspace: hub.workspace, settings})
    this.#opened.push(connection)
    const workspace = await service.load(connection, {town: settings?.workspace ?? '/'})
    return {connection, workspace}
  }
}

function noTownOn(name: string): GtError {
  return new GtError('GT_MACHINE_NO_WORKSPACE', `${name}: machines.json does not say where its town is`, {
    hint: `make one there with gt install DIR --machine ${name}`,
  })
}
