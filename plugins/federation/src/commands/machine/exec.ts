import type {CommandCompletion} from '@gt-town/contract'
import {
  exitWhenFlushed,
  failureOf,
  failureOnMachine,
  remoteFolder,
  GtCommand,
  backPressureWriter,
  printFailure,
} from '@gt-town/command'
import {boolean, integer, string} from '@oclif/core/flags'
import {worstCode, type RunOutcome} from '../../domain/run-outcome.js'
import {splitCommand} from '../../domain/split-command.js'
import {linePrinter, prefixPrinter, rawPrinter} from '../../render/run-printer.js'
import {chosenMachines} from '../../use-cases/list-machines.js'
import {runOnMachines} from '../../use-cases/run-on-machines.js'

export default class MachineExec extends GtCommand {
  static override summary = 'Run a command on one machine or many.'
  static override description = `The command comes after -- and is not run by a shell: for pipes and variables use sh -c '...'. It runs in the home folder of the account. On \
one machine its input, output and exit code are those of gt; on several each line begins with the name of its machine, there is no input, and the exit \
code is the highest one. A signal is 128 and its number, 124 timed out, 126 could not be started, 127 not found, 255 no connection. With --json one document a line. Ctrl-C ends the commands there.`
  static override examples = [
    '<%= config.bin %> machine exec west -- uname -a',
    "<%= config.bin %> machine exec --all -- sh -c 'df -h | tail -1'",
    '<%= config.bin %> machine exec --tag role=build -j 4 --timeout 60 -- make',
  ]
  static override strict = false
  static override usage =
    'machine exec NAME...|--all|--tag KEY=VALUE... [--cwd DIR] [--timeout SECONDS] [-j N] -- COMMAND...'
  static completion: CommandCompletion = {rest: 'machine'}
  static override flags = {
    all: boolean({description: 'On all machines of the town.'}),
    tag: string({description: 'On machines with this tag; repeatable.', helpValue: 'KEY=VALUE', multiple: true}),
    cwd: string({description: 'The folder to run it in; it must be there.', helpValue: 'DIR'}),
    timeout: integer({description: 'Seconds it may take; 0 is no limit.', default: 0, min: 0}),
    jobs: integer({char: 'j', description: 'How many at a time.', default: 16, min: 1, max: 256}),
  }

  async run(): Promise<void> {
    const {before, command} = splitCommand(this.argv)
    const {argv, flags} = await this.parse(MachineExec, before)
    const town = await this.town(flags)
    const {workspace} = town.hub
    const choice = {names: argv.map(String), all: flags.all, tags: flags.tag ?? []}
    const machines = await chosenMachines(town, choice)
    const isOne = machines.length === 1
    const there = isOne ? (machines[0]?.name ?? '') : 'the machines'
    const cwd = flags.cwd === undefined ? undefined : remoteFolder(there, flags.cwd)
    const outcomes = await runOnMachines(machines, command, {
      connect: async ({name}) => this.connect(name, {workspace}),
      cwd,
      timeoutMs: flags.timeout * 1000,
      atOnce: flags.jobs,
      signal: this.signal,
      // A terminal is for gt machine shell: read from here, it would take what is typed for the next command.
      input: isOne && !process.stdin.isTTY ? process.stdin : undefined,
      ...this.printer(machines, isOne),
    })
    for (const {machine, error} of this.jsonEnabled() ? [] : outcomes) {
      if (error) printFailure(failureOnMachine(failureOf(error), machine.name), error)
    }
    process.exitCode = this.signal.aborted ? 130 : worstCode(outcomes)
  }

  private printer(machines: readonly RunOutcome['machine'][], isOne: boolean): ReturnType<typeof rawPrinter> {
    const [out, err] = [
      backPressureWriter(process.stdout, this.signal),
      backPressureWriter(process.stderr, this.signal),
    ]
    if (this.jsonEnabled()) return linePrinter(out)
    return isOne ? rawPrinter(out, err) : prefixPrinter(machines, out, err)
  }

  /** Whoever feeds us may never end. */
  protected override async finally(error: Error | undefined): Promise<void> {
    process.stdin.destroy()
    exitWhenFlushed()
    await super.finally(error)
  }
}
