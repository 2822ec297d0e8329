import {UsageError, type CommandCompletion} from '@gt-town/contract'
import {string as stringArg} from '@oclif/core/args'
import {boolean, integer} from '@oclif/core/flags'
import {sessionArg, SessionCommand} from '../../command-bases/session-command.js'
import {isGoodNews} from '../../domain/receipt.js'
import {sendTo} from '../../use-cases/send.js'
import {readInput} from '../../views/read-input.js'

interface SentDocument {
  sent: {machine: string; address: string; result: string; door: string; evidence: string; reason: string | null}
}

export default class SessionSend extends SessionCommand {
  static override summary = "Give a text to a session's agent."
  static override description = `Never onto a composer that holds somebody's draft, never into what a dead agent left. The receipt says what is known: submitted and \
queued are exit code 0, refused, unconfirmed and undeliverable are 1. Control characters but tab and newline are refused.`
  static override examples = [
    "<%= config.bin %> session send beads/happy 'Please rebase on main.'",
    '<%= config.bin %> session send west:beads/nux --stdin < task.md',
  ]
  static completion: CommandCompletion = {args: {address: 'session'}}
  static override args = {
    address: sessionArg,
    text: stringArg({description: 'The text; or --stdin.'}),
  }
  static override flags = {
    stdin: boolean({description: 'Read the text from standard input.', default: false}),
    timeout: integer({
      description: 'How long to wait until it can take the text, in seconds.',
      helpValue: 'SECONDS',
      default: 10,
      min: 0,
      max: 86_400,
    }),
  }

  async run(): Promise<SentDocument> {
    const {args, flags} = await this.parse(SessionSend)
    const fromInput = flags.stdin
    if ((args.text === undefined) !== fromInput) {
      throw new UsageError('GT_USAGE', fromInput ? 'both TEXT and --stdin are given' : 'there is no text', {
        hint: "give it as TEXT, or by --stdin: gt session send beads/happy 'Hello.'",
      })
    }
    const town = await this.sessionTown(flags)
    const at = await this.sessionAt(town, args.address)
    const text = args.text ?? (await readInput())
    const receipt = await sendTo(at, text, {timeoutMs: flags.timeout * 1000, signal: this.signal})
    const reason = 'reason' in receipt ? receipt.reason : undefined
    const {result, door, evidence} = receipt
    if (!isGoodNews(receipt)) process.exitCode = 1
    this.log(`${at.shown}: ${result} by ${door} (${reason ?? `by ${evidence}`})`)
    return {sent: {machine: at.machine, address: at.address, result, door, evidence, reason: reason ?? null}}
  }
}
