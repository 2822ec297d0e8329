import {GtCommand, machineFlag, machineOption, table} from '@gt-town/command'
import {printable} from '@gt-town/text'
import {rigDocument, type RigDocument} from '../../render/rig-document.js'
import {rigRows} from '../../render/rig-rows.js'
import {listRigs} from '../../use-cases/list-rigs.js'

export default class RigList extends GtCommand {
  static override hiddenAliases = ['rig:ls']
  static override summary = 'List the rigs of the town.'
  static override description = `A rig is listed when the town's registry knows it or when its own .gastown/config.json says that it is one; the state \
tells where the two disagree.`
  static override examples = [
    '<%= config.bin %> rig list',
    '<%= config.bin %> rig list --json',
    '<%= config.bin %> rig list --machine west',
  ]
  static override flags = {machine: machineFlag}

  async run(): Promise<{rigs: RigDocument[]}> {
    const {flags} = await this.parse(RigList)
    const town = await this.townOn(flags.machine, flags)
    const {machine} = town
    const rigs = await listRigs(town)
    this.noteNames(town, {
      rigs: rigs.map(({rig}) => rig.name),
      polecats: rigs.flatMap(({rig, polecats}) => polecats.map((name) => `${rig.name}/${name}`)),
    })
    if (rigs.length === 0)
      this.log(`No rigs yet. Add one: ${this.config.bin} rig add NAME GIT_URL${machineOption(machine)}`)
    else this.log(printable(table(rigRows(rigs)), {lines: true}))
    return {rigs: rigs.map((rig) => rigDocument(rig, machine))}
  }
}
