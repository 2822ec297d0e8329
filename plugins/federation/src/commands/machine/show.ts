import {GtCommand, table} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {string} from '@oclif/core/args'
import {machineDocument, type MachineDocument} from '../../render/machine-document.js'
import {shownMachine} from '../../render/machine-rows.js'
import {oneMachine} from '../../use-cases/list-machines.js'

export default class MachineShow extends GtCommand {
  static override summary = 'Show what the registry says of one machine.'
  static override description = `What the registry says of it; gt machine status asks the machine itself.`
  static override examples = ['<%= config.bin %> machine show west']
  static completion: CommandCompletion = {args: {name: 'machine'}}
  static override args = {name: string({description: 'The machine.', required: true})}

  async run(): Promise<{machine: MachineDocument}> {
    const {args, flags} = await this.parse(MachineShow)
    const town = await this.town(flags)
    const machine = await oneMachine(town, args.name)
    this.log(printable(table(shownMachine(machine)), {lines: true}))
    return {machine: machineDocument(machine)}
  }
}
