import {collect, UsageError} from '@gt-town/contract'
import {endSoon, GtCommand, guardProcess, progressMode, withProgress} from '@gt-town/command'
import {string as stringArg} from '@oclif/core/args'
import {boolean, string} from '@oclif/core/flags'
import type {Diagnosis} from '../../domain/diagnosis.js'
import {exitCodeOf} from '../../domain/exit-code.js'
import {toReport, type Report} from '../../domain/report.js'
import {parseSeconds} from '../../domain/seconds.js'
import {renderText} from '../../render/text.js'
import {diagnose, type DiagnoseOptions, type Patient} from '../../use-cases/diagnose.js'

export default class Doctor extends GtCommand {
  static override summary = 'Check the health of a town, and repair what is safe to repair.'
  static override description = `Exit codes: 0 all well, 1 something is wrong, 3 a check could not tell, 4 a fix failed.`
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor gastown --fix',
    '<%= config.bin %> doctor --dry-run',
    "<%= config.bin %> doctor --only 'workspace/refinery*' --verbose",
    '<%= config.bin %> doctor --strict --json',
  ]

  static override args = {
    rig: stringArg({description: 'Check only this rig.'}),
  }

  static override flags = {
    rig: string({description: 'Check only this rig, whatever its name.', helpValue: 'NAME'}),
    fix: boolean({description: 'Repair what can be repaired safely, then look again.'}),
    'dry-run': boolean({description: 'Show what --fix would do, and write nothing.', char: 'n'}),
    verbose: boolean({description: 'Show every check with its id, time and details.', char: 'v'}),
    quiet: boolean({description: 'Show only what is wrong.', char: 'q', exclusive: ['verbose']}),
    only: string({
      description: 'Run only these checks: an id, a category, or a pattern with * and ?.',
      multiple: true,
      // Otherwise `--only ID RIG` would take the rig for a second check.
      multipleNonGreedy: true,
      helpValue: 'CHECK',
    }),
    skip: string({
      description: 'Leave these checks out.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CHECK',
    }),
    strict: boolean({description: 'Let warnings count as failures.'}),
    timeout: string({description: 'Give each check so many seconds (default 10).', helpValue: 'SECONDS'}),
    deep: boolean({description: 'Run the costly checks too.'}),
  }

  async run(): Promise<Report> {
    const {args, flags} = await this.parse(Doctor)
    const options: DiagnoseOptions = {
      fix: flags.fix || flags['dry-run'],
      dryRun: flags['dry-run'],
      facts: {gt: this.config.version, options: this.argv},
      rig: oneRig(args.rig, flags.rig),
      only: flags.only ?? [],
      skip: flags.skip ?? [],
      deep: flags.deep,
      timeoutMs: parseSeconds(flags.timeout),
      signal: this.signal,
    }
    const diagnosis = await this.examine(flags, options)
    const text = renderText(diagnosis, {...flags, dryRun: flags['dry-run'], look: this.look, home: process.env['HOME']})
    if (text !== '') this.log(text)
    process.exitCode = exitCodeOf(diagnosis, flags)
    return toReport(diagnosis)
  }

  /** Also when it was interrupted: a check that hangs may hold something open. */
  protected override async finally(error: Error | undefined): Promise<void> {
    endSoon()
    await super.finally(error)
  }

  /** Everything that runs code of other plugins. */
  private async examine(
    flags: {town?: string | undefined; quiet: boolean},
    options: DiagnoseOptions,
  ): Promise<Diagnosis> {
    using guard = guardProcess()
    await using connection = await this.connect()
    const [service, answers] = await Promise.all([this.service(), collect(this.config, 'gt:checks', {})])
    const patient: Patient = {
      connection,
      service,
      where: () => this.place(flags),
      answers,
      strayErrors: () => guard.strayErrors,
    }
    const mode = options.fix && !options.dryRun && !flags.quiet ? progressMode({json: this.jsonEnabled()}) : 'silent'
    return await withProgress(mode, 'Looking and repairing', async (report) => diagnose(patient, {...options, report}))
  }
}

function oneRig(arg: string | undefined, flag: string | undefined): string | undefined {
  if (arg === undefined || flag === undefined || arg === flag) return flag ?? arg
  throw new UsageError('GT_USAGE', `two rigs are named, ${arg} and ${flag}`, {
    hint: 'name one, or none for all of them',
  })
}
