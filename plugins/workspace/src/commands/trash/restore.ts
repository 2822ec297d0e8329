import {GtCommand, machineFlag, moveAlong} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {string as stringArg} from '@oclif/core/args'
import {string} from '@oclif/core/flags'
import {restoreTrash} from '../../use-cases/restore-trash.js'

interface RestoredDocument {
  restored: {address: string | null; machine: string; path: string; branches: string[]}
}

export default class TrashRestore extends GtCommand {
  static override summary = 'Put back what lies in the trash.'
  static override description = `A polecat's clone goes back to its rig; a rig comes back with its folder, the mayor's clone, its registration and its mail. \
References that an earlier version saved become branches of the clone they are in. Nothing is written over: where the name is taken, give another with --as.`
  static override examples = [
    '<%= config.bin %> trash restore beads/happy',
    '<%= config.bin %> trash restore beads/happy --as happy2',
    '<%= config.bin %> trash restore beads --machine west',
  ]
  static completion: CommandCompletion = {flags: {as: 'none'}}
  static override args = {entry: stringArg({description: 'Its id, or what it was.', required: true})}
  static override flags = {
    as: string({description: 'Restore it under this name.', helpValue: 'NAME'}),
    machine: machineFlag,
  }

  async run(): Promise<RestoredDocument> {
    const {args, flags} = await this.parse(TrashRestore)
    const town = await this.townOn(flags.machine, flags)
    const {signal} = this
    const left: string[] = []
    const {address, path, branches} = await restoreTrash(town, args.entry, {
      as: flags.as,
      signal,
      along: async (moved) => void left.push(...(await moveAlong(this.config, {...moved, place: town.target, signal}))),
    })
    for (const line of left) this.warn(printable(line))
    this.log(address === undefined ? 'Restored as branches:' : `Restored ${address}`)
    for (const branch of branches) this.log(`  ${printable(branch)}`)
    this.log(`  ${address === undefined ? 'in ' : ''}${printable(path)}`)
    return {restored: {address: address ?? null, machine: town.machine, path, branches: [...branches]}}
  }
}
