import {GtCommand, machineFlag, rigArg, table} from '@gt-town/command'
import {printable} from '@gt-town/text'
import {polecatDocument, polecatRows, unseenNote, type PolecatDocument} from '../../render/polecat-document.js'
import {listPolecats} from '../../use-cases/list-polecats.js'

export default class PolecatList extends GtCommand {
  static override hiddenAliases = ['polecat:ls']
  static override summary = 'List polecats, and the work that is only in their clones.'
  static override description = `The last column is what gt polecat remove would refuse to lose: uncommitted changes, untracked files, stashes, commits \
that are on no branch of the origin, and the like. It is a quick view: where it says "at least" or "nothing seen", the clone has ignored folders, submodules or files hidden from git status, which only gt polecat remove looks into. A clone that does not answer within seconds is a row with ?.`
  static override examples = [
    '<%= config.bin %> polecat list',
    '<%= config.bin %> polecat list beads --json',
    '<%= config.bin %> polecat list --machine west',
  ]
  static override args = {rig: rigArg({description: 'Only of this rig.'})}
  static override flags = {machine: machineFlag}

  async run(): Promise<{polecats: PolecatDocument[]}> {
    const {args, flags} = await this.parse(PolecatList)
    const town = await this.townOn(flags.machine, flags)
    const {machine} = town
    const polecats = await listPolecats(town, args.rig, this.signal)
    if (args.rig === undefined) this.noteNames(town, {polecats: polecats.map(({rig, name}) => `${rig}/${name}`)})
    if (polecats.length === 0)
      this.log(
        `No polecats yet. Add one: ${this.config.bin} polecat add ${machine === 'local' ? '' : `${machine}:`}${args.rig ?? 'RIG'}/NAME`,
      )
    else this.log(printable(table(polecatRows(polecats, machine)), {lines: true}))
    const note = unseenNote(polecats, this.config.bin)
    if (note !== undefined) this.log(`\n${note}`)
    return {polecats: polecats.map((polecat) => polecatDocument(polecat, machine))}
  }
}
