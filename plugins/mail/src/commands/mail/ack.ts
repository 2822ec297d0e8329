import type {CommandCompletion} from '@gt-town/contract'
import {string as stringArg} from '@oclif/core/args'
import {string} from '@oclif/core/flags'
import {asFlag, MailCommand, type ActedOnDocument} from '../../command-bases/mail-command.js'

export default class MailAck extends MailCommand {
  static override summary = 'Acknowledge messages: their senders see it.'
  static override description = `Acknowledging counts as reading. Only the owner of a mailbox can do it. The sender sees it with gt mail show, also across machines.`
  static override examples = [
    '<%= config.bin %> mail ack 7k2m9x4c',
    '<%= config.bin %> mail ack 7k2m 9x4c --as beads/happy',
  ]
  static override strict = false
  static override usage = 'mail ack ID...'
  static completion: CommandCompletion = {args: {id: 'message'}}
  static override args = {
    id: stringArg({description: 'The message, or how its id begins; more may follow.', required: true}),
  }
  static override flags = {
    mailbox: string({description: 'Look in this mailbox only.', helpValue: 'ADDRESS'}),
    as: asFlag,
  }

  async run(): Promise<ActedOnDocument> {
    const {argv, flags} = await this.parse(MailAck)
    const states = ['read', 'acknowledged'] as const
    return this.actOn(argv.map(String), flags, {states, evidence: 'gt mail ack', done: 'Acknowledged'})
  }
}
