import {GtCommand, machineFlag} from '@gt-town/command'
import {string as stringArg} from '@oclif/core/args'
import {boolean} from '@oclif/core/flags'
import {renderUndo, undoDocument, type UndoDocument} from '../../render/undo.js'
import {findTown} from '../../use-cases/find-town.js'
import {undo} from '../../use-cases/undo.js'

export default class DoctorUndo extends GtCommand {
  static override summary = 'Undo what gt doctor --fix did.'
  static override description =
    'Where something was changed since, nothing is undone and the exit code is 1. With --partial everything else is undone.'
  static override examples = [
    '<%= config.bin %> doctor undo',
    '<%= config.bin %> doctor undo 20261124T163000Z-a1b2 --partial',
  ]

  static override args = {
    run: stringArg({description: 'Run to undo, as gt doctor runs lists it (default: the newest that is not undone).'}),
  }

  static override flags = {
    machine: machineFlag,
    partial: boolean({description: 'Leave what was changed since, and undo everything else.'}),
    'dry-run': boolean({description: 'Show what would be undone, and write nothing.', char: 'n', default: false}),
  }

  async run(): Promise<{undo: UndoDocument}> {
    const {args, flags} = await this.parse(DoctorUndo)
    const town = await this.townOn(flags.machine, flags, findTown)
    const dryRun = flags['dry-run']
    const undone = await undo(town, args.run, {partial: flags.partial, dryRun, signal: this.signal})
    this.log(renderUndo(undone, dryRun))
    if (undone.conflicts.length > 0) process.exitCode = 1
    return {undo: undoDocument(undone, dryRun)}
  }
}
