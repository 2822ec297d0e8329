import type {CommandCompletion} from '@gt-town/contract'
import {string as stringArg} from '@oclif/core/args'
import {string} from '@oclif/core/flags'
import {asFlag, MailCommand, type ActedOnDocument} from '../../command-bases/mail-command.js'

export default class MailArchive extends MailCommand {
  static override summary = 'Put messages out of the way: listings leave them out.'
  static override description = `They are kept, and found by gt mail read and gt mail thread; gt mail sync moves them into a file beside the inbox once that is large or old.`
  static override examples = [
    '<%= config.bin %> mail archive 7k2m9x4c',
    '<%= config.bin %> mail archive 7k2m 9x4c --as beads/happy',
  ]
  static override strict = false
  static override usage = 'mail archive ID...'
  static completion: CommandCompletion = {args: {id: 'message'}}
  static override args = {
    id: stringArg({description: 'The message, or how its id begins; more may follow.', required: true}),
  }
  static override flags = {
    mailbox: string({description: 'Look in this mailbox only.', helpValue: 'ADDRESS'}),
    as: asFlag,
  }

  async run(): Promise<ActedOnDocument> {
    const {argv, flags} = await this.parse(MailArchive)
    const states = ['archived'] as const
    return this.actOn(argv.map(String), flags, {states, evidence: 'gt mail archive', done: 'Archived'})
  }
}
