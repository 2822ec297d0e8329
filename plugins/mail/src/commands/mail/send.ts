import type {CommandCompletion} from '@gt-town/contract'
import {string as stringArg} from '@oclif/core/args'
import {boolean, string} from '@oclif/core/flags'
import {shownAddress} from '../../domain/absolute-address.js'
import {parseTimeLimit} from '../../domain/time-limit.js'
import {requireIdentity} from '../../domain/identity.js'
import {messageTypes, priorities} from '../../domain/message.js'
import {MailCommand} from '../../command-bases/mail-command.js'
import {bodyFrom} from '../../views/mail-input.js'
import {sentDocument, type SentDocument} from '../../render/mail-document.js'
import {awaitAck} from '../../use-cases/await-ack.js'
import {send} from '../../use-cases/send.js'

export default class MailSend extends MailCommand {
  static override summary = 'Send a message to agents or the mayor.'
  static override description = `When it ends with 0 the message is on the disk, and it says of each recipient whether it was delivered, or why it waits; \
nothing that was accepted is lost. A recipient is RIG/POLECAT, RIG/ for everybody else in a rig, mayor, or one on another machine: west:RIG/POLECAT. \
The sender is --from, else GT_ADDRESS, else the polecat whose folder this is, else the mayor at the root of the town.`
  static override examples = [
    '<%= config.bin %> mail send mayor -s "Build is broken" -m "see CI run 71" --priority urgent',
    'git diff --stat | <%= config.bin %> mail send beads/nux beads/happy -s "For review" --stdin',
    '<%= config.bin %> mail send beads/ -s "Freeze at noon" -m "push before" --from mayor',
    '<%= config.bin %> mail send west:beads/happy -s "Take over" -m "branch fix/login" --wait-ack --timeout 10m',
  ]
  static override strict = false
  static override usage = 'mail send ADDRESS... -s SUBJECT (-m TEXT | --stdin)'
  static completion: CommandCompletion = {args: {address: 'recipient'}, flags: {'reply-to': 'message'}}
  static override args = {
    address: stringArg({description: 'Who gets it; more may follow.', required: true}),
  }
  static override flags = {
    subject: string({char: 's', description: 'What it is about.', required: true, helpValue: 'TEXT'}),
    message: string({char: 'm', description: 'The body.', helpValue: 'TEXT'}),
    stdin: boolean({description: 'Read the body from the standard input.'}),
    priority: string({description: 'How urgent it is.', options: [...priorities], default: 'normal'}),
    type: string({description: 'What it is.', options: [...messageTypes], default: 'message'}),
    'reply-to': string({description: 'The message it answers; it joins its thread.', helpValue: 'ID'}),
    from: string({description: 'Who sends it.', helpValue: 'ADDRESS'}),
    ring: boolean({description: 'Say of each recipient whether its agent was told.'}),
    'wait-ack': boolean({
      description: 'Wait until all recipients have acknowledged it; exit code 1 where not all did.',
    }),
    timeout: string({
      description: 'How long --wait-ack waits; default 30m.',
      dependsOn: ['wait-ack'],
      helpValue: 'TIME',
    }),
  }

  async run(): Promise<SentDocument> {
    const {argv, flags} = await this.parse(MailSend)
    const timeoutMs = parseTimeLimit(flags.timeout ?? '30m', '--timeout')
    const town = await this.mailTown(flags)
    const identity = requireIdentity(await this.identity(town, flags.from, '--from'))
    const {threadOfMessage} = await import('../../use-cases/thread-of-message.js')
    const answered =
      flags['reply-to'] === undefined ? undefined : await threadOfMessage(town, flags['reply-to'], identity)
    const body = await bodyFrom(flags, process.stdin)
    const sent = await send(town, identity, {
      to: argv.map(String),
      subject: flags.subject,
      body,
      type: messageTypes.find((type) => type === flags.type) ?? 'message',
      priority: priorities.find((priority) => priority === flags.priority) ?? 'normal',
      ...(answered && {replyTo: answered.id, thread: answered.thread}),
    })
    this.logSent(town, sent)
    const rings = await this.ringFor(town, sent, flags.ring)
    if (!flags['wait-ack']) return sentDocument(sent.letter, sent.copies, rings)
    const {letter, copies} = await awaitAck(town, sent.letter.id, timeoutMs)
    const station = this.station(town)
    for (const {to, state} of copies) this.log(`  ${shownAddress(to, station)}: ${state}`)
    if (copies.some(({state}) => state !== 'acknowledged')) process.exitCode = this.signal.aborted ? 130 : 1
    return sentDocument(
      letter,
      copies.map(({to, state, waits}) => ({to, state, reason: waits})),
      rings,
    )
  }
}
