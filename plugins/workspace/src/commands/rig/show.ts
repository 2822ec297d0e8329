import {GtCommand, machineFlag, rigArg, table} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {shownRigDocument, type ShownRigDocument} from '../../render/rig-document.js'
import {shownRigRows} from '../../render/shown-rig.js'
import {showRig} from '../../use-cases/show-rig.js'

export default class RigShow extends GtCommand {
  static override summary = 'Show one rig: where it comes from, its clones, its polecats.'
  static override description = `Its state is what gt rig list and gt doctor say of it.`
  static override examples = [
    '<%= config.bin %> rig show beads',
    '<%= config.bin %> rig show beads --machine west --json',
  ]
  static completion: CommandCompletion = {args: {name: 'rig'}}
  static override args = {name: rigArg({description: 'The rig.', required: true})}
  static override flags = {machine: machineFlag}

  async run(): Promise<{rig: ShownRigDocument}> {
    const {args, flags} = await this.parse(RigShow)
    const town = await this.townOn(flags.machine, flags)
    const shown = await showRig(town, args.name)
    this.log(printable(table(shownRigRows(shown)), {lines: true}))
    return {rig: shownRigDocument(shown, town.machine)}
  }
}
