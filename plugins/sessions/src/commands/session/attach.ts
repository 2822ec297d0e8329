import {canAsk} from '@gt-town/command'
import {ask} from '@gt-town/hooks'
import {UsageError, type CommandCompletion} from '@gt-town/contract'
import {boolean} from '@oclif/core/flags'
import {sessionArg, SessionCommand} from '../../command-bases/session-command.js'
import {attachCommand} from '../../use-cases/attach.js'

export default class SessionAttach extends SessionCommand {
  static override summary = 'Show a session in this terminal, to look and to type.'
  static override description = `Leave it with Ctrl-B D; it goes on. Inside another tmux the keys of both are Ctrl-B: press it twice to reach the inner one. A session \
on another machine is reached by the system's ssh.`
  static override examples = [
    '<%= config.bin %> session attach beads/happy',
    '<%= config.bin %> session attach west:beads/nux --read-only',
  ]
  static override enableJsonFlag = false
  static completion: CommandCompletion = {args: {address: 'session'}}
  static override args = {address: sessionArg}
  static override flags = {'read-only': boolean({description: 'Only look: what is typed goes nowhere.', char: 'r'})}

  async run(): Promise<void> {
    const {args, flags} = await this.parse(SessionAttach)
    const town = await this.sessionTown(flags)
    const at = await this.sessionAt(town, args.address)
    if (!canAsk()) {
      throw new UsageError('GT_NO_TERMINAL', 'attaching needs a terminal', {
        hint: `gt session capture ${at.shown} prints its screen`,
      })
    }
    if (['', 'dumb'].includes(process.env['TERM'] ?? '')) {
      throw new UsageError('GT_NO_TERMINAL', 'TERM does not say what this terminal is', {
        hint: 'set it, such as TERM=xterm-256color',
      })
    }
    const argv = await attachCommand(town, at, {readOnly: flags['read-only']})
    const terminal = await ask(this.config, 'gt:terminal', {machine: at.machine, workspace: town.home.workspace})
    process.exitCode = await terminal.run(argv)
  }
}
