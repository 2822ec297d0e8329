import {string as stringArg} from '@oclif/core/args'
import {string} from '@oclif/core/flags'
import {requireIdentity} from '../../domain/identity.js'
import {asFlag, MailCommand} from '../../command-bases/mail-command.js'
import {noteOwn, openMessage, requireOwn, type ReadMessage} from '../../use-cases/read-message.js'

export default class MailAck extends MailCommand {
  static override summary = 'Acknowledge messages: their senders see it.'
  static override description = `Acknowledging counts as reading. Only the owner of a mailbox can do it. The sender sees it with gt mail show, also across machines.`
  static override examples = [
    '<%= config.bin %> mail ack 7k2m9x4c',
    '<%= config.bin %> mail ack 7k2m 9x4c --as beads/happy',
  ]
  static override strict = false
  static override usage = 'mail ack ID...'
  static override args = {
    id: stringArg({description: 'The message, or how its id begins; more may follow.', required: true}),
  }
  static override flags = {
    mailbox: string({description: 'Look in this mailbox only.', helpValue: 'ADDRESS'}),
    as: asFlag,
  }

  async run(): Promise<{messages: {id: string; mailbox: string}[]}> {
    const {argv, flags} = await this.parse(MailAck)
    const town = await this.mailTown(flags)
    const identity = requireIdentity(await this.identity(town, flags.as))
    const opened: ReadMessage[] = []
    for (const id of argv.map(String)) opened.push(await openMessage(town, id, {identity, mailbox: flags.mailbox}))
    requireOwn(opened)
    await noteOwn(town, opened, ['read', 'acknowledged'], 'gt mail ack')
    for (const {message} of opened) this.log(`Acknowledged ${message.id}`)
    return {messages: opened.map(({message, mailbox}) => ({id: message.id, mailbox}))}
  }
}
