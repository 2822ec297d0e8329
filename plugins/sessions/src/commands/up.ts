import {SessionCommand} from '../command-bases/session-command.js'
import {outcomeDocument, outcomeLine, type OutcomeDocument} from '../render/outcome-line.js'
import {bringUp} from '../use-cases/up.js'

export default class Up extends SessionCommand {
  static override summary = 'Start every session that was meant to run, on every machine.'
  static override description = `After a crash, a reboot or gt down: each with its own conversation, where its agent can go on with one. What was stopped by gt \
session stop stays stopped; what runs is left alone. The exit code is 1 where one could not be started.`
  static override examples = ['<%= config.bin %> up', '<%= config.bin %> up --json']

  async run(): Promise<{sessions: OutcomeDocument[]}> {
    const {flags} = await this.parse(Up)
    const outcomes = await bringUp(await this.sessionTown(flags), (outcome) => this.log(outcomeLine(outcome)))
    if (outcomes.length === 0) this.log('No session is meant to run.')
    if (outcomes.some(({result}) => result === 'failed')) process.exitCode = 1
    return {sessions: outcomes.map(outcomeDocument)}
  }
}
