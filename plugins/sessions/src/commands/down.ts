import {graceFlag, SessionCommand} from '../command-bases/session-command.js'
import {outcomeDocument, outcomeLine, type OutcomeDocument} from '../render/outcome-line.js'
import {bringDown} from '../use-cases/up.js'

export default class Down extends SessionCommand {
  static override summary = 'Stop every session, on every machine.'
  static override description = `Each agent is asked to end first. gt up starts them again, each with its own conversation. The exit code is 1 where one could not be \
stopped.`
  static override examples = ['<%= config.bin %> down', '<%= config.bin %> down --grace 60']
  static override flags = {grace: graceFlag}

  async run(): Promise<{sessions: OutcomeDocument[]}> {
    const {flags} = await this.parse(Down)
    const town = await this.sessionTown(flags)
    const outcomes = await bringDown(town, flags.grace, (outcome) => this.log(outcomeLine(outcome)))
    if (outcomes.length === 0) this.log('No session runs.')
    if (outcomes.some(({result}) => result === 'failed')) process.exitCode = 1
    return {sessions: outcomes.map(outcomeDocument)}
  }
}
