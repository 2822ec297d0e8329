import {GtCommand, machineFlag} from '@gt-town/command'
import {string as stringArg} from '@oclif/core/args'
import {runDetails, runFacts, type RunDetails, type RunSummary} from '../../domain/fix/run-facts.js'
import {renderRun, renderRuns} from '../../render/runs.js'
import {findTown} from '../../use-cases/find-town.js'
import {findRun, listRuns} from '../../use-cases/list-runs.js'

export default class DoctorRuns extends GtCommand {
  static override summary = 'List what gt doctor --fix has changed in this town, run by run.'
  static override description = `With a run it lists each change that was made, and whether gt doctor undo can take it back.`
  static override examples = [
    '<%= config.bin %> doctor runs',
    '<%= config.bin %> doctor runs 20261124T163000Z-a1b2 --json',
  ]

  static override args = {
    run: stringArg({description: 'Show this run with all its changes.'}),
  }

  static override flags = {
    machine: machineFlag,
  }

  async run(): Promise<{runs: RunSummary[]} | {run: RunDetails}> {
    const {args, flags} = await this.parse(DoctorRuns)
    const runs = await listRuns(await this.townOn(flags.machine, flags, findTown))
    if (args.run === undefined) {
      const facts = runs.map(({id, state, journal}) => runFacts(id, state, journal))
      this.log(renderRuns(facts))
      return {runs: facts}
    }
    const chosen = findRun(runs, args.run)
    const details = runDetails(chosen.id, chosen.state, chosen.journal)
    this.log(renderRun(details))
    return {run: details}
  }
}
