import type {CommandCompletion} from '@gt-town/contract'
import {integer, string} from '@oclif/core/flags'
import {sessionArg, SessionCommand} from '../../command-bases/session-command.js'
import type {StartedDocument} from '../../render/started-document.js'
import {startAt} from '../../use-cases/start.js'

export default class SessionStart extends SessionCommand {
  static override summary = "Start an agent's session."
  static override description = `It runs in tmux in the polecat's folder, with GT_TOWN_ROOT, GT_RIG, GT_POLECAT, GT_ADDRESS and GT_SESSION set. A polecat that is \
missing is added first, on another machine its rig too. Ends when the agent says that it is idle, busy or blocked, or is dead. The exit code is 0 \
for idle, busy, and for a program that cannot tell its state.`
  static override examples = [
    '<%= config.bin %> session start beads/happy',
    '<%= config.bin %> session start west:beads/nux --agent codex',
    "<%= config.bin %> session start mayor --command 'npm run watch'",
  ]
  static completion: CommandCompletion = {args: {address: 'may-have-session'}}
  static override args = {address: sessionArg}
  static override flags = {
    agent: string({
      description: 'Which agent; default: the one in config.json, else claude. gt session profiles lists them.',
      helpValue: 'NAME',
      exclusive: ['command'],
    }),
    command: string({description: 'A command line for sh -c instead of an agent.', helpValue: 'TEXT'}),
    timeout: integer({
      description: 'How long to wait until it says how it is, in seconds.',
      helpValue: 'SECONDS',
      default: 60,
      min: 1,
      max: 3600,
    }),
  }

  async run(): Promise<StartedDocument> {
    const {args, flags} = await this.parse(SessionStart)
    const town = await this.sessionTown(flags)
    const at = await this.sessionAt(town, args.address)
    const started = await startAt(town, at, {
      agent: flags.agent,
      command: flags.command,
      resume: false,
      timeoutMs: flags.timeout * 1000,
      warn: (line) => void this.warn(line),
    })
    return this.started(at, started)
  }
}
