import {
  GtCommand,
  leaveUnused,
  machineFlag,
  machineOption,
  moveAlong,
  progressMode,
  rigArg,
  withProgress,
} from '@gt-town/command'
import {printable} from '@gt-town/text'
import type {CommandCompletion} from '@gt-town/contract'
import {boolean} from '@oclif/core/flags'
import {deleteRig} from '../../use-cases/delete-rig.js'
import {removeRig} from '../../use-cases/remove-rig.js'

interface RemovedDocument {
  rig: {name: string; machine: string; path: string; deleted: boolean; trash: string | null}
}

export default class RigRemove extends GtCommand {
  static override hiddenAliases = ['rig:rm', 'rig:delete']
  static override summary = 'Take a rig out of the town; its folders stay, or go to the trash with --delete.'
  static override description = `Without --delete all folders stay: gt rig adopt brings the rig back. With it, every clone of the rig is checked first, and \
nothing happens while one of them holds work that the origin has not, or while there are files that gt did not make; with --force it goes \
all the same. Its folder, the mayor's clone, its mail and its registration are moved to the town's trash, from which gt trash restore \
brings them back.`
  static override examples = [
    '<%= config.bin %> rig remove beads',
    '<%= config.bin %> rig remove beads --delete',
    '<%= config.bin %> rig remove beads --delete --force',
    '<%= config.bin %> rig remove beads --machine west',
  ]
  static completion: CommandCompletion = {args: {name: 'rig'}}
  static override args = {name: rigArg({description: 'The rig.', required: true})}
  static override flags = {
    delete: boolean({description: "Move the rig's folders to the trash once nothing is only in them."}),
    force: boolean({
      description: 'With --delete: also while something is only there. Sessions that run there are stopped.',
      dependsOn: ['delete'],
    }),
    machine: machineFlag,
  }

  async run(): Promise<RemovedDocument> {
    const {args, flags} = await this.parse(RigRemove)
    const town = await this.townOn(flags.machine, flags)
    const question = {place: town.target, machine: town.machine, address: `${args.name}/`, signal: this.signal}
    await leaveUnused(this.config, question, {force: flags.force})
    const mode = progressMode({json: this.jsonEnabled()})
    const removed = flags.delete
      ? await withProgress(mode, `Checking the clones of ${args.name}...`, async () =>
          deleteRig(town, args.name, {force: flags.force, signal: this.signal}),
        )
      : await removeRig(town, args.name)
    const {machine} = town
    const {name, path, isDeleted, isGone, trash} = removed
    const along = trash === undefined ? [] : await moveAlong(this.config, {...question, entry: trash})
    for (const line of along) this.warn(printable(line))
    const gt = this.config.bin
    const on = machineOption(machine)
    this.log(
      trash === undefined
        ? `Removed rig ${name} from the registry`
        : `Removed rig ${name}; its folders are in the trash`,
    )
    if (trash !== undefined) this.log(`  bring it back with ${gt} trash restore ${name}${on}`)
    else if (isGone === true || isDeleted) this.log(`  ${path} is not there`)
    else this.log(`  ${path} stays; bring it back with ${gt} rig adopt ${name}${on}`)
    return {rig: {name, machine, path, deleted: isDeleted, trash: trash ?? null}}
  }
}
