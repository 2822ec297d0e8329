import type {CommandCompletion} from '@gt-town/contract'
import {string as stringArg} from '@oclif/core/args'
import {integer} from '@oclif/core/flags'
import {asFlag, MailCommand} from '../../command-bases/mail-command.js'
import {threadText} from '../../render/mail-rows.js'
import {showThread} from '../../use-cases/show-thread.js'
import type {ThreadMessage} from '../../domain/answers.js'

export default class MailThread extends MailCommand {
  static override summary = 'Show all messages of a thread, oldest first.'
  static override description = `What came to mailboxes of this town and what was sent from it, archived messages too. Changes nothing.`
  static override examples = ['<%= config.bin %> mail thread 7k2m9x4c', '<%= config.bin %> mail thread 7k2m --json']
  static completion: CommandCompletion = {args: {id: 'message'}}
  static override args = {
    id: stringArg({description: 'Any message of the thread, or how its id begins.', required: true}),
  }
  static override flags = {
    limit: integer({description: 'How many messages at most, the newest.', default: 50, min: 1, max: 1000}),
    as: asFlag,
  }

  async run(): Promise<{thread: string; messages: ThreadMessage[]; more: number}> {
    const {args, flags} = await this.parse(MailThread)
    const town = await this.mailTown(flags)
    const identity = await this.identity(town, flags.as)
    const shown = await showThread(town, args.id, {identity, limit: flags.limit})
    if (shown.more > 0) this.log(`(${shown.more} older messages: --limit shows more)\n`)
    this.log(threadText(shown.messages, this.station(town)))
    return shown
  }
}
