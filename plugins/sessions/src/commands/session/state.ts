import type {CommandCompletion} from '@gt-town/contract'
import {integer, string} from '@oclif/core/flags'
import {pause} from '@gt-town/waiting'
import {sessionArg, SessionCommand} from '../../command-bases/session-command.js'
import {sessionDocument, type SessionDocument} from '../../render/session-document.js'
import {printable} from '@gt-town/text'
import {sessionStates, stateText} from '../../domain/session-state.js'
import {stateAt} from '../../use-cases/state.js'

export default class SessionState extends SessionCommand {
  static override summary = 'Tell what a session does.'
  static override description = `One of ${sessionStates.join(', ')}, with what it was judged by. With --wait it ends with 0 as soon as that is so, and with 1 at the \
timeout.`
  static override examples = [
    '<%= config.bin %> session state beads/happy',
    '<%= config.bin %> session state beads/happy --wait idle --timeout 600',
  ]
  static completion: CommandCompletion = {args: {address: 'session'}}
  static override args = {address: sessionArg}
  static override flags = {
    wait: string({description: 'Wait until this is its state.', options: [...sessionStates], multiple: true}),
    timeout: integer({
      description: 'How long to wait, in seconds.',
      helpValue: 'SECONDS',
      default: 60,
      min: 0,
      max: 86_400,
    }),
  }

  async run(): Promise<{session: SessionDocument}> {
    const {args, flags} = await this.parse(SessionState)
    const town = await this.sessionTown(flags)
    const at = await this.sessionAt(town, args.address)
    const until = performance.now() + flags.timeout * 1000
    let session = await stateAt(town, at)
    while (flags.wait && !flags.wait.includes(session.state.state)) {
      if (performance.now() >= until) {
        process.exitCode = 1
        break
      }
      await pause(500, this.signal)
      this.signal.throwIfAborted()
      session = await stateAt(town, at)
    }
    this.log(`${at.shown}: ${printable(stateText(session.state))} (by ${session.state.evidence})`)
    return {session: sessionDocument(session)}
  }
}
