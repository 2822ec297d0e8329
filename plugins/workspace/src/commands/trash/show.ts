import {GtCommand, machineFlag} from '@gt-town/command'
import {printable} from '@gt-town/text'
import {string} from '@oclif/core/args'
import {savedLines, trashDocuments, trashLines, type TrashDocument} from '../../render/trash.js'
import {showTrash} from '../../use-cases/list-trash.js'

export default class TrashShow extends GtCommand {
  static override summary = 'Show what one entry of the trash is.'
  static override description =
    'An entry is named by its id or by what it was, such as beads/happy or beads: the newest of these.'
  static override examples = ['<%= config.bin %> trash show beads/happy', '<%= config.bin %> trash show beads --json']
  static override args = {entry: string({description: 'Its id, or what it was.', required: true})}
  static override flags = {machine: machineFlag}

  async run(): Promise<{entry: TrashDocument}> {
    const {args, flags} = await this.parse(TrashShow)
    const town = await this.townOn(flags.machine, flags)
    const shown = await showTrash(town, args.entry)
    const lines = [...shown.entries.flatMap(trashLines), ...shown.saved.flatMap(savedLines)]
    for (const line of lines) this.log(printable(line))
    const [entry] = trashDocuments(shown, town.machine)
    if (!entry) throw new Error('an entry that was found is not there')
    return {entry}
  }
}
