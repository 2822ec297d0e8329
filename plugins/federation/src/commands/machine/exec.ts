import type {CommandCompletion} from '@gt-town/contract'
import {exitWhenFlushed, GtCommand, hasInput, remoteFolder} from '@gt-town/command'
import {boolean, integer, string} from '@oclif/core/flags'
import {splitCommand} from '../../domain/split-command.js'
import {chosenMachines} from '../../use-cases/list-machines.js'
import {runAndShow} from '../../views/run-and-show.js'

export default class MachineExec extends GtCommand {
  static override summary = 'Run a command on one machine or many.'
  static override description = `Names can be patterns: 'west*', 'gpu?', 'west[1-8,12]'. The command comes after -- and is not run by a shell: for pipes and variables use sh -c '...'. It runs in the home folder of the account. On \
one machine its input, output and exit code are those of gt; on several each line begins with the name of its machine, there is no input, and the exit \
code is the highest one. A signal is 128 and its number, 124 timed out, 126 could not be started, 127 not found, 255 no connection. With --json one document a line. Ctrl-C ends the commands there.`
  static override examples = [
    '<%= config.bin %> machine exec west -- uname -a',
    "<%= config.bin %> machine exec --all -- sh -c 'df -h | tail -1'",
    '<%= config.bin %> machine exec --tag role=build -j 4 --timeout 60 -- make',
    "<%= config.bin %> machine exec 'west[1-8]' --exclude west3 --gather -- uname -r",
  ]
  static override strict = false
  static override usage =
    'machine exec NAME...|--all|--tag KEY=VALUE... [--exclude NAME]... [--gather] [--cwd DIR] [--timeout SECONDS] [-j N] -- COMMAND...'
  static completion: CommandCompletion = {rest: 'machine'}
  static override flags = {
    all: boolean({description: 'On all machines of the town.'}),
    exclude: string({description: 'Not on these: a name or a pattern; repeatable.', helpValue: 'NAME', multiple: true}),
    gather: boolean({description: 'At the end, each output once, with the machines that printed it.'}),
    hold: boolean({description: 'Keep the connections for the next command.', default: true, allowNo: true}),
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
    const choice = {names: argv.map(String), all: flags.all, tags: flags.tag ?? [], exclude: flags.exclude ?? []}
    const machines = await chosenMachines(town, choice)
    const isOne = machines.length === 1
    const there = isOne ? (machines[0]?.name ?? '') : 'the machines'
    process.exitCode = await runAndShow(machines, command, {
      connect: async (machine) =>
        this.connect(machine.name, {workspace, settings: machine, ...(!flags.hold && {hold: false})}),
      cwd: flags.cwd === undefined ? undefined : remoteFolder(there, flags.cwd),
      timeoutMs: flags.timeout * 1000,
      atOnce: flags.jobs,
      json: this.jsonEnabled(),
      gather: flags.gather,
      signal: this.signal,
      input: isOne && hasInput() ? process.stdin : undefined,
    })
  }

  /** Whoever feeds us may never end. */
  protected override async finally(error: Error | undefined): Promise<void> {
    process.stdin.destroy()
    exitWhenFlushed()
    await super.finally(error)
  }
}
