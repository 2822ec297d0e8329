import {GtCommand, machineFlag, narrowTable} from '@gt-town/command'
import {printable} from '@gt-town/text'
import {trashDocuments, trashRows, type TrashDocument} from '../../render/trash.js'
import {listTrash} from '../../use-cases/list-trash.js'

export default class TrashList extends GtCommand {
  static override hiddenAliases = ['trash:ls']
  static override summary = 'List what was removed and lies in the trash.'
  static override description = `gt polecat remove and gt rig remove --delete move folders to the trash of the town, whole. Nothing empties it by itself. \
What earlier versions of gt saved of removed polecats, as references of the refinery's clone, is listed too.`
  static override examples = [
    '<%= config.bin %> trash list',
    '<%= config.bin %> trash list --json',
    '<%= config.bin %> trash list --machine west',
  ]
  static override flags = {machine: machineFlag}

  async run(): Promise<{entries: TrashDocument[]}> {
    const {flags} = await this.parse(TrashList)
    const town = await this.townOn(flags.machine, flags)
    const listed = await listTrash(town)
    if (listed.entries.length + listed.saved.length === 0) this.log('The trash is empty.')
    else {
      const width = process.stdout.isTTY ? process.stdout.columns : undefined
      this.log(printable(narrowTable(trashRows(listed), width), {lines: true}))
    }
    return {entries: trashDocuments(listed, town.machine)}
  }
}
