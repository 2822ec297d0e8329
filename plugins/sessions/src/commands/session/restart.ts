import type {CommandCompletion} from '@gt-town/contract'
import {graceFlag, sessionArg, SessionCommand} from '../../command-bases/session-command.js'
import type {StartedDocument} from '../../render/started-document.js'
import {startAt} from '../../use-cases/start.js'
import {stopAt} from '../../use-cases/stop.js'

export default class SessionRestart extends SessionCommand {
  static override summary = 'Stop a session and start it again with its own conversation.'
  static override description = `With the agent or the command that it had. An agent that cannot go on with a conversation starts anew, and that is said.`
  static override examples = ['<%= config.bin %> session restart beads/happy']
  static completion: CommandCompletion = {args: {address: 'session'}}
  static override args = {address: sessionArg}
  static override flags = {grace: graceFlag}

  async run(): Promise<StartedDocument> {
    const {args, flags} = await this.parse(SessionRestart)
    const town = await this.sessionTown(flags)
    const at = await this.sessionAt(town, args.address)
    await stopAt(town, at, {graceSeconds: flags.grace, wanted: 'down'})
    const started = await startAt(town, at, {resume: true, timeoutMs: 60_000, warn: (line) => void this.warn(line)})
    if (!started.resumed) this.warn('it starts anew: its agent cannot go on with a conversation')
    return this.started(at, started)
  }
}
