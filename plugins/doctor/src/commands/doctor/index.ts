import {collect, UsageError, type Connection} from '@gt-town/contract'
import {
  endSoon,
  GtCommand,
  guardProcess,
  printable,
  progressMode,
  withLateProgress,
  withProgress,
} from '@gt-town/command'
import {string as stringArg} from '@oclif/core/args'
import {boolean, string} from '@oclif/core/flags'
import type {Diagnosis} from '../../domain/diagnosis.js'
import {parseDuration} from '../../domain/duration.js'
import {exitCodeOf} from '../../domain/exit-code.js'
import {Looking} from '../../domain/looking.js'
import {toReport, type Report} from '../../domain/report.js'
import {parseSeconds} from '../../domain/seconds.js'
import {renderText} from '../../render/text.js'
import {renderWaiting} from '../../render/waiting.js'
import {renderChange, renderWatching} from '../../render/watch.js'
import {diagnose, type DiagnoseOptions, type Patient} from '../../use-cases/diagnose.js'
import {isWholeTown, noteResult} from '../../use-cases/note-result.js'
import {waitUntilWell} from '../../use-cases/wait-until-well.js'
import {watch} from '../../use-cases/watch.js'

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
    wait: string({
      description: 'Look again at what fails until all is well, for so long at most: 60s, 2m.',
      helpValue: 'TIME',
      exclusive: ['watch', 'dry-run'],
    }),
    watch: boolean({
      description: 'Look again whenever something has changed, until Ctrl-C. With --json one document a line.',
      exclusive: ['fix', 'dry-run'],
    }),
  }

  async run(): Promise<Report | undefined> {
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
    const waitMs = flags.wait === undefined ? undefined : parseDuration('--wait', flags.wait)
    await using connection = await this.connect()
    const patient = await this.patient(connection, flags)
    if (flags.watch) {
      await this.watch(patient, options, flags)
      return undefined
    }
    const diagnosis = await this.examine(patient, options, {...flags, waitMs})
    this.print(diagnosis, flags)
    const problem = await this.note(connection, diagnosis, options, flags)
    if (problem !== undefined && flags.verbose) this.log(`\nThis result could not be noted: ${printable(problem)}`)
    process.exitCode = exitCodeOf(diagnosis, flags)
    return toReport(diagnosis)
  }

  /** Also when it was interrupted: a check that hangs may hold something open. */
  protected override async finally(error: Error | undefined): Promise<void> {
    endSoon()
    await super.finally(error)
  }

  private async patient(connection: Connection, flags: {town?: string | undefined}): Promise<Patient> {
    using guard = guardProcess()
    const [service, answers] = await Promise.all([this.service(), collect(this.config, 'gt:checks', {})])
    const {strayErrors} = guard
    return {connection, service, where: () => this.place(flags), answers, strayErrors: () => strayErrors}
  }

  /** Everything that runs checks of other plugins. */
  private async examine(
    patient: Patient,
    options: DiagnoseOptions,
    {quiet, strict, waitMs}: {quiet: boolean; strict: boolean; waitMs?: number | undefined},
  ): Promise<Diagnosis> {
    using guard = guardProcess()
    const guarded: Patient = {...patient, strayErrors: () => [...(patient.strayErrors?.() ?? []), ...guard.strayErrors]}
    const shown = quiet ? 'silent' : progressMode({json: this.jsonEnabled()})
    const looking = new Looking()
    let waiting: string | undefined
    const onWait = (checks: readonly string[], leftMs: number): void => {
      waiting = renderWaiting(checks, leftMs)
    }
    const look = async (report?: (line: string) => void): Promise<Diagnosis> => {
      const all = {...options, looking, ...(report && {report})}
      return waitMs === undefined ? diagnose(guarded, all) : waitUntilWell(guarded, all, {waitMs, strict, onWait})
    }
    if (options.fix && !options.dryRun) return await withProgress(shown, 'Looking and repairing', look)
    return await withLateProgress(
      shown === 'terminal' ? shown : 'silent',
      () => waiting ?? looking.text(),
      async () => look(),
    )
  }

  private async watch(patient: Patient, options: DiagnoseOptions, flags: ShowFlags): Promise<void> {
    const examine = async (connection: Connection) => this.examine({...patient, connection}, options, flags)
    try {
      await watch(patient.connection, examine, options.signal, async ({diagnosis, watched, changed}) => {
        const root = diagnosis.workspace?.root
        if (changed.length > 0) this.log(renderChange(changed, root, clock()))
        this.print(diagnosis, flags)
        if (this.jsonEnabled()) process.stdout.write(`${JSON.stringify(toReport(diagnosis))}\n`)
        this.log(renderWatching(watched, clock()))
        await this.note(patient.connection, diagnosis, options, flags)
      })
    } catch (error) {
      if (!this.signal.aborted) throw error
      // Ctrl-C is how it ends; there is nothing to complain about.
      process.exitCode = 130
    }
  }

  private print(diagnosis: Diagnosis, flags: ShowFlags): void {
    const text = renderText(diagnosis, {...flags, dryRun: flags['dry-run'], look: this.look, home: process.env['HOME']})
    if (text !== '') this.log(text)
  }

  /** @returns why the result could not be noted in the town */
  private async note(
    connection: Connection,
    diagnosis: Diagnosis,
    options: DiagnoseOptions,
    flags: {strict: boolean},
  ): Promise<string | undefined> {
    if (options.dryRun || !isWholeTown(options)) return undefined
    return noteResult(connection, diagnosis, exitCodeOf(diagnosis, flags))
  }
}

interface ShowFlags {
  verbose: boolean
  quiet: boolean
  fix: boolean
  'dry-run': boolean
  strict: boolean
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8)
}

function oneRig(arg: string | undefined, flag: string | undefined): string | undefined {
  if (arg === undefined || flag === undefined || arg === flag) return flag ?? arg
  throw new UsageError('GT_USAGE', `two rigs are named, ${arg} and ${flag}`, {
    hint: 'name one, or none for all of them',
  })
}
