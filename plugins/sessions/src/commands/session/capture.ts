import type {CommandCompletion} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {boolean, integer} from '@oclif/core/flags'
import {sessionArg, SessionCommand} from '../../command-bases/session-command.js'
import {captureAt} from '../../use-cases/capture.js'

export default class SessionCapture extends SessionCommand {
  static override summary = 'Print the screen of a session.'
  static override description = `Control characters are made visible; --raw prints them as they are. A session whose agent has ended shows its last screen.`
  static override examples = [
    '<%= config.bin %> session capture beads/happy',
    '<%= config.bin %> session capture beads/happy --lines 500 --join',
  ]
  static completion: CommandCompletion = {args: {address: 'session'}}
  static override args = {address: sessionArg}
  static override flags = {
    lines: integer({
      description: 'How many lines above the screen as well.',
      helpValue: 'N',
      default: 0,
      min: 0,
      max: 20_000,
    }),
    join: boolean({description: 'Lines that were wrapped are one.'}),
    raw: boolean({description: 'As it is.'}),
  }

  async run(): Promise<{capture: {machine: string; address: string; text: string}}> {
    const {args, flags} = await this.parse(SessionCapture)
    const town = await this.sessionTown(flags)
    const at = await this.sessionAt(town, args.address)
    const text = await captureAt(town, at, {history: flags.lines, join: flags.join})
    const shown = flags.raw
      ? text
      : text
          .split('\n')
          .map((line) => printable(line))
          .join('\n')
    this.logDocument(shown)
    return {capture: {machine: at.machine, address: at.address, text}}
  }
}
