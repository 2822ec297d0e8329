import {exitWhenFlushed, GtCommand, progressMode, withProgress} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {boolean, integer, string} from '@oclif/core/flags'
import {statusDocument, type StatusDocument} from '../../render/status-document.js'
import {statusReasons, statusTable} from '../../render/status-rows.js'
import {chosenMachines} from '../../use-cases/list-machines.js'
import {probeMachines} from '../../use-cases/probe-machines.js'

export default class MachineStatus extends GtCommand {
  static override summary = 'Check the state of the machines of the town.'
  static override description = `Asks all of them at the same time, once each. Latency is connecting, logging in and answering. States: healthy, degraded (the lines below say why), \
unreachable, auth_failed, host_key_unknown, host_key_changed, cordoned, stopped, unknown. Capacity is \
what the registry says; gt session list tells what runs there. The exit code is 0 where all are healthy.`
  static override examples = [
    '<%= config.bin %> machine status',
    '<%= config.bin %> machine status west east --timeout 2',
    '<%= config.bin %> machine status --tag role=build --json',
  ]
  static override strict = false
  static override usage = 'machine status [NAME...] [--tag KEY=VALUE...] [--exclude NAME]... [--timeout SECONDS] [-j N]'
  static completion: CommandCompletion = {rest: 'machine'}
  static override flags = {
    tag: string({description: 'Only machines with this tag; repeatable.', helpValue: 'KEY=VALUE', multiple: true}),
    timeout: integer({description: 'Seconds a machine has to answer.', default: 5, min: 1, max: 3600}),
    exclude: string({description: 'Not these: a name or a pattern; repeatable.', helpValue: 'NAME', multiple: true}),
    hold: boolean({description: 'Keep the connections for the next command.', default: true, allowNo: true}),
    jobs: integer({char: 'j', description: 'How many at a time.', default: 16, min: 1, max: 256}),
  }

  async run(): Promise<{machines: StatusDocument[]}> {
    const {argv, flags} = await this.parse(MachineStatus)
    const town = await this.town(flags)
    const {workspace} = town.hub
    const names = argv.map(String)
    const choice = {names, all: names.length === 0, tags: flags.tag ?? [], exclude: flags.exclude ?? []}
    const machines = await chosenMachines(town, choice)
    const mode = process.stderr.isTTY ? progressMode({json: this.jsonEnabled()}) : 'silent'
    const statuses = await withProgress(mode, `Looking at ${who(machines)}`, async (report) =>
      probeMachines(machines, {
        connect: async (machine, connectTimeoutMs) =>
          this.connect(machine.name, {
            workspace,
            settings: machine,
            connectTimeoutMs,
            ...(!flags.hold && {hold: false}),
          }),
        timeoutMs: flags.timeout * 1000,
        atOnce: flags.jobs,
        signal: this.signal,
        report,
      }),
    )
    if (machines.length === 0) this.log(`No machines yet. Add one: ${this.config.bin} machine add NAME --host HOST`)
    else this.log(statusTable(statuses, this.theme))
    for (const line of statusReasons(statuses)) this.log(printable(line))
    if (statuses.some(({state}) => state !== 'healthy')) process.exitCode = 1
    return {machines: statuses.map(statusDocument)}
  }

  /** A link that is being given up may hold the process. */
  protected override async finally(error: Error | undefined): Promise<void> {
    exitWhenFlushed()
    await super.finally(error)
  }
}

function who(machines: readonly {name: string}[]): string {
  const [first, ...more] = machines
  return first && more.length === 0 ? first.name : `${machines.length} machines`
}
