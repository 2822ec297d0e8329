import {canAsk, GtCommand} from '@gt-town/command'
import {ask} from '@gt-town/hooks'
import {UsageError, type CommandCompletion} from '@gt-town/contract'
import {string} from '@oclif/core/args'
import {oneMachine} from '../../use-cases/list-machines.js'

export default class MachineShell extends GtCommand {
  static override summary = 'Open a shell on a machine.'
  static override description = `In this terminal, by the system's ssh, in the town there if the machine has a workspace. Only host keys that are trusted already are \
taken. The exit code is that of the shell.`
  static override examples = ['<%= config.bin %> machine shell west']
  static override enableJsonFlag = false
  static completion: CommandCompletion = {args: {name: 'machine'}}
  static override args = {name: string({description: 'The machine.', required: true})}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MachineShell)
    const town = await this.town(flags)
    const {workspace} = town.hub
    const machine = await oneMachine(town, args.name)
    if (!canAsk()) {
      throw new UsageError('GT_NO_TERMINAL', 'a shell needs a terminal', {
        hint: `run a single command instead: gt machine exec ${machine.name} -- COMMAND`,
      })
    }
    const terminal = await ask(this.config, 'gt:terminal', {machine: machine.name, workspace, settings: machine})
    process.exitCode = await terminal.run([], {cwd: machine.workspace})
  }
}
