import type {CommandCompletion} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import {boolean, integer} from '@oclif/core/flags'
import {sessionArg, SessionCommand} from '../../command-bases/session-command.js'
import {readLog, type LogPart} from '../../use-cases/logs.js'

export default class SessionLogs extends SessionCommand {
  static override summary = 'Print what a session has printed, also after its end.'
  static override description = `The last 10 MiB are kept, and the 10 MiB before. Control characters are made visible and colours left out; --raw prints every byte \
as it was.`
  static override examples = [
    '<%= config.bin %> session logs beads/happy',
    '<%= config.bin %> session logs beads/happy --follow',
  ]
  static completion: CommandCompletion = {args: {address: 'session'}}
  static override args = {address: sessionArg}
  static override flags = {
    lines: integer({
      description: 'How many lines at most, from the end.',
      helpValue: 'N',
      default: 200,
      min: 1,
      max: 1_000_000,
    }),
    follow: boolean({description: 'Go on with what comes, until Ctrl-C.', char: 'f'}),
    raw: boolean({description: 'As it is.'}),
  }

  async run(): Promise<{log: {machine: string; address: string; text: string}}> {
    const {args, flags} = await this.parse(SessionLogs)
    const town = await this.sessionTown(flags)
    const at = await this.sessionAt(town, args.address)
    const print = ({text}: LogPart): void => {
      if (this.jsonEnabled() || text === '') return
      process.stdout.write(flags.raw ? text : shownLog(text))
    }
    const last = await readLog(town, at, {lines: flags.lines, follow: flags.follow, report: print})
    if (!flags.follow) print(last)
    return {log: {machine: at.machine, address: at.address, text: last.text}}
  }
}

/** Without the escape sequences of a terminal; what is left of control characters is made visible. */
function shownLog(text: string): string {
  // ECMA-48, 5.4 and 5.6.
  const plain = text.replaceAll(
    /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[PX^_][^\u001b]*\u001b\\|[ -/]*[0-~])/g,
    '',
  )
  return plain
    .replaceAll(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => printable(line.replaceAll('\t', '    ')))
    .join('\n')
}
