import {GtCommand, machineFlag, machineOption, progressMode, withProgress} from '@gt-town/command'
import {string} from '@oclif/core/args'
import {boolean} from '@oclif/core/flags'
import {deleteRig} from '../../use-cases/delete-rig.js'
import {removeRig} from '../../use-cases/remove-rig.js'

interface RemovedDocument {
  rig: {name: string; machine: string; path: string; deleted: boolean; mail: string | null}
}

export default class RigRemove extends GtCommand {
  static override summary = 'Take a rig out of the town; its folders stay unless --delete is given.'
  static override description = `Without --delete nothing is deleted: gt rig adopt brings the rig back. With it, every clone of the rig is checked \
first, and nothing happens while one of them holds work that its origin has not, or while there are files that gt did not make. \
Mail is moved to the town's mail folder, not deleted.`
  static override examples = [
    '<%= config.bin %> rig remove beads',
    '<%= config.bin %> rig remove beads --delete',
    '<%= config.bin %> rig remove beads --machine west',
  ]
  static override args = {name: string({description: 'The rig.', required: true})}
  static override flags = {
    delete: boolean({description: "Delete the rig's folders once nothing in them can be lost."}),
    machine: machineFlag,
  }

  async run(): Promise<RemovedDocument> {
    const {args, flags} = await this.parse(RigRemove)
    const town = await this.townOn(flags.machine, flags)
    const mode = progressMode({json: this.jsonEnabled()})
    const removed = flags.delete
      ? await withProgress(mode, `Checking the clones of ${args.name} …`, async () =>
          deleteRig(town, args.name, this.signal),
        )
      : await removeRig(town, args.name)
    const {machine} = town
    const {name, path, isDeleted, mail} = removed
    this.log(isDeleted ? `Deleted rig ${name}` : `Removed rig ${name} from the registry`)
    if (!isDeleted)
      this.log(`  ${path} stays; bring it back with ${this.config.bin} rig adopt ${name}${machineOption(machine)}`)
    if (mail !== undefined) this.log(`  its mail is kept in ${mail}`)
    return {rig: {name, machine, path, deleted: isDeleted, mail: mail ?? null}}
  }
}
