import {ask} from '@gt-town/hooks'
import {UsageError, type Connection} from '@gt-town/contract'
import {exitWhenFlushed, GtCommand, openOutput, progressMode} from '@gt-town/command'
import {printable} from '@gt-town/text'
import {askChecks, startPluginHost, type PluginHost} from '@gt-town/plugin-host'
import {string as stringArg} from '@oclif/core/args'
import {boolean, option, string} from '@oclif/core/flags'
import type {Diagnosis} from '../../domain/report/diagnosis.js'
import {parseDuration} from '../../domain/options/times.js'
import {exitCodeOf} from '../../domain/report/exit-code.js'
import {chooseFormat, formatAsked, formats} from '../../domain/options/format.js'
import {toReport, type Report} from '../../domain/report/report.js'
import {hereOf} from '../../domain/report/join-diagnoses.js'
import {parseSeconds} from '../../domain/seconds.js'
import {choosePlaces, type Places} from '../../use-cases/select-machines.js'
import type {diagnose, DiagnoseOptions, Patient} from '../../use-cases/diagnose.js'
import {diagnoseMachines} from '../../use-cases/diagnose-machines.js'
import {isWholeTown, noteResult} from '../../use-cases/save-result.js'
import {examine, type ExamineView} from '../../views/diagnose-with-progress.js'
import {tellInto, type TellOptions} from '../../views/write-report.js'
import {watchAndTell} from '../../views/watch-and-print.js'

export default class Doctor extends GtCommand {
  static override summary = 'Check the health of a town, and repair what is safe to repair.'
  static override description = `Exit codes: 0 all well, 1 something is wrong, 3 a check could not tell, 4 a fix failed.`
  static override examples = [
    '<%= config.bin %> doctor',
    '<%= config.bin %> doctor gastown --fix',
    '<%= config.bin %> doctor --dry-run',
    '<%= config.bin %> doctor --all-machines --fix',
    "<%= config.bin %> doctor --only 'workspace/refinery*' --verbose",
    '<%= config.bin %> doctor --strict --json',
    '<%= config.bin %> doctor --format junit --output doctor.xml',
  ]

  static override args = {
    rig: stringArg({description: 'Check only this rig.'}),
  }

  static override flags = {
    rig: string({description: 'Check only this rig, whatever its name.', helpValue: 'NAME'}),
    machine: string({
      description: 'Look at the town on this machine instead; may be repeated, and local is this one.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
      exclusive: ['all-machines', 'watch', 'wait'],
    }),
    'all-machines': boolean({
      description: 'Look at this machine and at all others of the town.',
      exclusive: ['watch', 'wait'],
    }),
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
    format: option({
      description: 'How to tell the result; --json is --format json.',
      options: formats,
    })(),
    output: string({
      description: 'Write the result to this file; - is the standard output.',
      helpValue: 'FILE',
      exclusive: ['watch'],
    }),
  }

  async run(): Promise<Report | undefined> {
    const {args, flags} = await this.parse(Doctor)
    const format = chooseFormat(flags.format, this.jsonEnabled())
    const timeoutMs = parseSeconds(flags.timeout)
    await using host = startPluginHost(this.config, 'gt:checks', {timeoutMs})
    const output = await openOutput(flags.output, {
      connect: async () => this.connect(),
      absolute: (text) => this.folder(text),
    })
    const options: DiagnoseOptions = {
      fix: flags.fix || flags['dry-run'],
      dryRun: flags['dry-run'],
      facts: {gt: this.config.version, options: this.argv},
      rig: oneRig(args.rig, flags.rig),
      only: flags.only ?? [],
      skip: flags.skip ?? [],
      deep: flags.deep,
      timeoutMs,
      signal: this.signal,
    }
    const view: ExamineView = {
      mode: flags.quiet ? 'silent' : progressMode({json: this.jsonEnabled()}),
      waitMs: flags.wait === undefined ? undefined : parseDuration('--wait', flags.wait),
      strict: flags.strict,
    }
    const telling: TellOptions = {...flags, format, look: this.theme, version: this.config.version, env: process.env}
    await using connection = await this.connect()
    const patient = await this.patient(connection, host, flags)
    if (flags.watch) {
      const look = async (eyes: Connection) => examine({...patient, connection: eyes}, options, view)
      const onResult = async (diagnosis: Diagnosis) =>
        this.note(connection, diagnosis, options, {...flags, makeFolder: false})
      await watchAndTell({connection, look, signal: this.signal, onResult}, telling, (text) => this.show(text))
      process.exitCode = 130
      return undefined
    }
    const places = await choosePlaces(patient, {
      ...options,
      names: flags.machine ?? [],
      all: flags['all-machines'],
      list: async (workspace) => ask(this.config, 'gt:machines', {connection, workspace}),
    })
    const diagnosis = await examine(patient, options, {...view, ...(places && {look: this.lookAt(places)})})
    process.exitCode = exitCodeOf(diagnosis, flags)
    const {print, isKept} = await tellInto(output, diagnosis, telling)
    if (print !== '') this.log(print)
    // What third-party plugins printed: their makers look for it.
    if (flags.verbose) for (const text of host.printed) this.logToStderr(printable(text, {lines: true}))
    if (places?.here !== 'gt') await this.note(connection, hereOf(diagnosis), options, flags)
    return isKept ? undefined : toReport(diagnosis)
  }

  /** `--format json` is `--json` under another name, also for errors. */
  override jsonEnabled(): boolean {
    const asked = formatAsked(this.argv)
    return asked === undefined ? super.jsonEnabled() : asked === 'json'
  }

  /** Also when it was interrupted: a check that hangs may hold something open. */
  protected override async finally(error: Error | undefined): Promise<void> {
    exitWhenFlushed()
    await super.finally(error)
  }

  private async patient(
    connection: Connection,
    host: PluginHost,
    flags: {town?: string | undefined},
  ): Promise<Patient> {
    const [service, answers] = await Promise.all([this.service(), askChecks(this.config, host)])
    const strayErrors = async () => host.uncaughtErrors()
    return {connection, service, where: () => this.place(flags), answers, strayErrors}
  }

  private lookAt(places: Places): typeof diagnose {
    const {workspace} = places.hub
    return async (patient, options) =>
      diagnoseMachines(patient, places, {
        ...options,
        connect: async ({name, ...settings}, connectTimeoutMs) =>
          this.connect(name, {workspace, settings, connectTimeoutMs}),
      })
  }

  /** Notes a look at the whole town for `gt status`. What hinders that changes nothing about the look. */
  private async note(
    connection: Connection,
    diagnosis: Diagnosis,
    options: DiagnoseOptions,
    {strict, verbose, makeFolder = true}: {strict: boolean; verbose: boolean; makeFolder?: boolean},
  ): Promise<void> {
    if (options.dryRun || !isWholeTown(options)) return
    const problem = await noteResult(connection, diagnosis, exitCodeOf(diagnosis, {strict}), {makeFolder})
    if (problem !== undefined && verbose) {
      this.logToStderr(`This result could not be noted for gt status: ${printable(problem)}`)
    }
  }

  /** Also with JSON: of several documents each is a line, and oclif prints only one. */
  private show(text: string): void {
    process.stdout.write(`${text}\n`)
  }
}

function oneRig(arg: string | undefined, flag: string | undefined): string | undefined {
  if (arg === undefined || flag === undefined || arg === flag) return flag ?? arg
  throw new UsageError('GT_USAGE', `two rigs are named, ${arg} and ${flag}`, {
    hint: 'name one, or none for all of them',
  })
}
