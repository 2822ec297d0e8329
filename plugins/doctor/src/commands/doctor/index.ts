import {exitWhenFlushed, GtCommand, openOutput, rigArg} from '@gt-town/command'
import {ask} from '@gt-town/hooks'
import {askChecks, startPluginHost} from '@gt-town/plugin-host'
import {boolean, option, string} from '@oclif/core/flags'
import {doctorRequest} from '../../domain/options/doctor-request.js'
import {formatAsked, formats} from '../../domain/options/format.js'
import type {Report} from '../../domain/report/report.js'
import {runDoctor} from '../../views/run-doctor.js'

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
    rig: rigArg({description: 'Check only this rig.'}),
  }

  static override flags = {
    rig: string({description: 'Check only this rig, whatever its name.', helpValue: 'NAME'}),
    machine: string({
      description: 'Check the town on this machine instead; may be repeated, and local is this machine.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'NAME',
      exclusive: ['all-machines', 'watch', 'wait'],
    }),
    'all-machines': boolean({
      description: 'Check this machine and all other machines of the town.',
      exclusive: ['watch', 'wait'],
    }),
    fix: boolean({description: 'Repair what can be repaired safely, then check again.'}),
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
      description: 'Skip these checks.',
      multiple: true,
      multipleNonGreedy: true,
      helpValue: 'CHECK',
    }),
    strict: boolean({description: 'Count warnings as failures.'}),
    timeout: string({description: 'Time limit of each check in seconds (default 10).', helpValue: 'SECONDS'}),
    deadline: string({
      description: 'Time limit of everything together: 60s, 2m. What did not end by then could not tell.',
      helpValue: 'TIME',
      exclusive: ['watch', 'wait'],
    }),
    deep: boolean({description: 'Run the costly checks too.'}),
    wait: string({
      description: 'Check again what fails until all passes, at most this long: 60s, 2m.',
      helpValue: 'TIME',
      exclusive: ['watch', 'dry-run'],
    }),
    watch: boolean({
      description: 'Check again whenever something has changed, until Ctrl-C. With --json one document per line.',
      exclusive: ['fix', 'dry-run'],
    }),
    format: option({
      description: 'Format of the result; --json is --format json.',
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
    const request = doctorRequest(flags, {rig: args.rig, json: this.jsonEnabled()})
    await using host = startPluginHost(this.config, 'gt:checks', {timeoutMs: request.timeoutMs})
    const output = await openOutput(flags.output, {
      connect: async () => this.connect(),
      absolute: (text) => this.folder(text),
    })
    await using connection = await this.connect()
    const [service, answers] = await Promise.all([this.service(), askChecks(this.config, host)])
    return await runDoctor(
      request,
      {
        connection,
        service,
        where: () => this.place(flags),
        answers,
        uncaughtErrors: async () => host.uncaughtErrors(),
      },
      {
        signal: this.signal,
        facts: {gt: this.config.version, options: this.argv},
        theme: this.theme,
        output,
        env: process.env,
        machinesOf: async (workspace) => ask(this.config, 'gt:machines', {connection, workspace}),
        connectTo: async ({name, ...settings}, workspace, connectTimeoutMs) =>
          this.connect(name, {workspace, settings, connectTimeoutMs}),
        printedByPlugins: () => host.printed,
        print: (text) => (request.format === 'text' ? this.log(text) : this.logDocument(text)),
        printError: (text) => this.logToStderr(text),
      },
    )
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
}
