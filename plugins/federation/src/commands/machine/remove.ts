import {GtCommand} from '@gt-town/command'
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
  static override args = {name: string({description: 'The machine.', required: true})}
  static override flags = {force: boolean({description: 'Also while rigs name it.'})}

  async run(): Promise<{machine: MachineDocument; rigs: string[]}> {
    const {args, flags} = await this.parse(MachineRemove)
    const town = await this.town(flags)
    const all = await town.service.rigs(town.hub.connection, town.hub.workspace)
    const options = {rigs: all, force: flags.force, signal: this.signal}
    const {machine, rigs} = await removeMachine(town, args.name, options)
    this.log(`Removed machine ${machine.name}`)
    if (rigs.length > 0) this.log(`Still named by: ${rigs.join(', ')}`)
    return {machine: machineDocument(machine), rigs}
  }
}
