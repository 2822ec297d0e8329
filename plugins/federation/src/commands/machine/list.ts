import {GtCommand, table} from '@gt-town/command'
import {printable} from '@gt-town/text'
import {string} from '@oclif/core/flags'
import {machineDocument, type MachineDocument} from '../../render/machine-document.js'
import {machineRows} from '../../render/machine-rows.js'
import {chosenMachines} from '../../use-cases/list-machines.js'

export default class MachineList extends GtCommand {
  static override hiddenAliases = ['machine:ls']
  static override summary = 'List the machines of the town.'
  static override description = `As its registry lists them; no connection is made. The machine you are on is always there, under the name local, and is \
not listed. gt machine status checks their state.`
  static override examples = [
    '<%= config.bin %> machine list',
    '<%= config.bin %> machine list --tag role=build --json',
  ]
  static override flags = {
    tag: string({description: 'Only machines with this tag; repeatable.', helpValue: 'KEY=VALUE', multiple: true}),
  }

  async run(): Promise<{machines: MachineDocument[]}> {
    const {flags} = await this.parse(MachineList)
    const town = await this.town(flags)
    const choice = {names: [], all: true, tags: flags.tag ?? []}
    const machines = await chosenMachines(town, choice)
    if (machines.length === 0) this.log(`No machines yet. Add one: ${this.config.bin} machine add NAME --host HOST`)
    else this.log(printable(table(machineRows(machines)), {lines: true}))
    return {machines: machines.map(machineDocument)}
  }
}
