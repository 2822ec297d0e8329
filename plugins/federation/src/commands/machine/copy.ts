import {failureOf, GtCommand, printFailure, progressMode, withProgress} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {boolean, integer} from '@oclif/core/flags'
import {parseCopy} from '../../domain/copy-request.js'
import {copiedDocument, copiedLines, type CopiedDocument} from '../../render/copied.js'
import {copyFiles} from '../../use-cases/copy-files.js'
import {chosenMachines} from '../../use-cases/list-machines.js'

export default class MachineCopy extends GtCommand {
  static override hiddenAliases = ['machine:cp']
  static override summary = 'Copy files to machines, or from them.'
  static override description = `NAME:PATH is on a machine, everything else here; a relative path begins at the home folder there. NAME may be a pattern: to several machines \
at once, or from several, each into a folder of its name. A file is written beside its place and renamed when it is whole, with its mode. A folder (-r) that is there already is refused: \
nothing is merged.`
  static override examples = [
    '<%= config.bin %> machine copy notes.md west:work/',
    "<%= config.bin %> machine copy -r tools 'gpu*:'",
    "<%= config.bin %> machine copy 'west[1-8]:/var/log/app.log' logs/",
  ]
  static override strict = false
  static override usage = 'machine copy FILE... NAME:PATH | NAME:PATH... FILE'
  static completion: CommandCompletion = {rest: 'file'}
  static override flags = {
    recursive: boolean({char: 'r', description: 'Folders too, with all that is in them.'}),
    jobs: integer({char: 'j', description: 'How many at a time.', default: 8, min: 1, max: 64}),
  }

  async run(): Promise<{copied: CopiedDocument[]}> {
    const {argv, flags} = await this.parse(MachineCopy)
    const request = parseCopy(argv.map(String), (path) => this.folder(path))
    const town = await this.town(flags)
    const {workspace} = town.hub
    const copied = await withProgress(progressMode({json: this.jsonEnabled()}), 'Copying...', async (report) =>
      copyFiles(request, {
        machinesNamed: async (word) => chosenMachines(town, {names: [word]}),
        connect: async (machine) =>
          machine ? this.connect(machine.name, {workspace, settings: machine}) : this.connect(),
        recursive: flags.recursive,
        atOnce: flags.jobs,
        signal: this.signal,
        report,
      }),
    )
    for (const line of copiedLines(copied)) this.log(line)
    for (const {error} of copied) if (error && !this.jsonEnabled()) printFailure(failureOf(error), error)
    const failures = copied.flatMap(({error}) => error ?? [])
    if (failures.length > 0) process.exitCode = this.signal.aborted ? 130 : 3
    return {copied: copied.map(copiedDocument)}
  }
}
