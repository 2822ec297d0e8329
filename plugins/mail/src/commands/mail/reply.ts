import type {CommandCompletion} from '@gt-town/contract'
import {string as stringArg} from '@oclif/core/args'
import {boolean, string} from '@oclif/core/flags'
import {requireIdentity} from '../../domain/identity.js'
import {priorities} from '../../domain/message.js'
import {MailCommand} from '../../command-bases/mail-command.js'
import {bodyFrom} from '../../views/mail-input.js'
import {sentDocument, type SentDocument} from '../../render/mail-document.js'
import {noteOwn, openMessage} from '../../use-cases/read-message.js'
import {send} from '../../use-cases/send.js'

export default class MailReply extends MailCommand {
  static override summary = 'Answer a message.'
  static override description = `The answer goes to the sender and joins the thread. A message of your own mailbox counts as read then.`
  static override examples = [
    '<%= config.bin %> mail reply 7k2m9x4c -m "done, see main"',
    'make test 2>&1 | tail -20 | <%= config.bin %> mail reply 7k2m --stdin --priority high',
  ]
  static completion: CommandCompletion = {args: {id: 'message'}}
  static override args = {id: stringArg({description: 'The message, or how its id begins.', required: true})}
  static override flags = {
    message: string({char: 'm', description: 'The body.', helpValue: 'TEXT'}),
    stdin: boolean({description: 'Read the body from the standard input.'}),
    subject: string({char: 's', description: 'Another subject than "Re: ...".', helpValue: 'TEXT'}),
    priority: string({description: 'How urgent it is; default: as the message.', options: [...priorities]}),
    from: string({description: 'Who answers.', helpValue: 'ADDRESS'}),
  }

  async run(): Promise<SentDocument> {
    const {args, flags} = await this.parse(MailReply)
    const town = await this.mailTown(flags)
    const identity = requireIdentity(await this.identity(town, flags.from, '--from'))
    const opened = await openMessage(town, args.id, {identity})
    const {message} = opened
    const body = await bodyFrom(flags, process.stdin)
    const sent = await send(town, identity, {
      to: [message.from],
      subject: flags.subject ?? (/^re:/i.test(message.subject) ? message.subject : `Re: ${message.subject}`),
      body,
      type: 'reply',
      priority: priorities.find((priority) => priority === flags.priority) ?? message.priority,
      replyTo: message.id,
      thread: message.thread_id,
    })
    if (opened.isOwn) await noteOwn(town, [opened], ['read'], 'gt mail reply')
    this.logSent(town, sent)
    const rings = await this.ringFor(town, sent, false)
    return sentDocument(sent.letter, sent.copies, rings)
  }
}
