import type {CommandCompletion} from '@gt-town/contract'
import {sessionArg, SessionCommand} from '../../command-bases/session-command.js'
import type {StartedDocument} from '../../render/started-document.js'
import {startAt} from '../../use-cases/start.js'

export default class SessionResume extends SessionCommand {
  static override summary = 'Start a session that was stopped or died, with its own conversation.'
  static override description = `With the agent or the command that it had. An agent that cannot go on with a conversation starts anew, and that is said.`
  static override examples = ['<%= config.bin %> session resume beads/happy']
  static completion: CommandCompletion = {args: {address: 'session'}}
  static override args = {address: sessionArg}

  async run(): Promise<StartedDocument> {
    const {args, flags} = await this.parse(SessionResume)
    const town = await this.sessionTown(flags)
    const at = await this.sessionAt(town, args.address)
    const started = await startAt(town, at, {resume: true, timeoutMs: 60_000, warn: (line) => void this.warn(line)})
    if (!started.resumed) this.warn('it starts anew: its agent cannot go on with a conversation')
    return this.started(at, started)
  }
}
