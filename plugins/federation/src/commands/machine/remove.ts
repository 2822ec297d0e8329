import {GtCommand, leaveUnused} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {string} from '@oclif/core/args'
import {boolean} from '@oclif/core/flags'
import {machineDocument, type MachineDocument} from '../../render/machine-document.js'
import {removeMachine} from '../../use-cases/remove-machine.js'

export default class MachineRemove extends GtCommand {
  static override hiddenAliases = ['machine:rm', 'machine:delete']
  static override summary = "Take a machine out of the town's registry."
  static override description = `Nothing on that machine changes, and its host key stays in the town's known_hosts. Refuses while a rig of the town names the \
machine.`
  static override examples = ['<%= config.bin %> machine remove west']
  static completion: CommandCompletion = {args: {name: 'machine'}}
  static override args = {name: string({description: 'The machine.', required: true})}
  static override flags = {
    force: boolean({description: 'Also while rigs name it, or sessions run there: these are stopped.', default: false}),
  }

  async run(): Promise<{machine: MachineDocument; rigs: string[]}> {
    const {args, flags} = await this.parse(MachineRemove)
    const town = await this.town(flags)
    if (args.name !== 'local') await this.#leaveUnused(args.name, flags)
    const all = await town.service.rigs(town.hub.connection, town.hub.workspace)
    const options = {rigs: all, force: flags.force, signal: this.signal}
    const {machine, rigs} = await removeMachine(town, args.name, options)
    this.log(`Removed machine ${machine.name}`)
    if (rigs.length > 0) this.log(`Still named by: ${rigs.join(', ')}`)
    return {machine: machineDocument(machine), rigs}
  }

  /** One that cannot be reached cannot be asked, and is removed all the same: it may be gone for good. */
  async #leaveUnused(name: string, flags: {town?: string | undefined; force: boolean}): Promise<void> {
    const place = await this.townOn(name, flags).then(
      ({target}) => target,
      () => undefined,
    )
    if (place === undefined) return
    const question = {place, machine: name, address: undefined, signal: this.signal}
    await leaveUnused(this.config, question, {force: flags.force})
  }
}
