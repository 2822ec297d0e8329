import type {HubAndTarget, WorkspaceService} from '@gt-town/contract'
import {GtCommand} from './gt-command.js'
import {ReachableMachines} from './reachable-machines.js'

/** A command that works with several machines of the town: each is connected to at its first use and closed at the end. */
export abstract class MachinesCommand extends GtCommand {
  readonly #opened: ReachableMachines[] = []

  protected machinesOf({hub, service}: Pick<HubAndTarget, 'hub'> & {service: WorkspaceService}): ReachableMachines {
    const machines = new ReachableMachines({
      config: this.config,
      hub,
      service,
      connect: async (machine, question) => this.connect(machine, question),
    })
    this.#opened.push(machines)
    return machines
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    await super.finally(error)
    for (const machines of this.#opened) await machines[Symbol.asyncDispose]()
  }
}
