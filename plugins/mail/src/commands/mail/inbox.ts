import {narrowTable} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {string as stringArg} from '@oclif/core/args'
import {boolean, integer} from '@oclif/core/flags'
import {shownAddress} from '../../domain/absolute-address.js'
import {requireIdentity} from '../../domain/identity.js'
import {asFlag, MailCommand} from '../../command-bases/mail-command.js'
import {inboxDocument, type InboxDocument} from '../../render/mail-document.js'
import {inboxRows} from '../../render/mail-rows.js'
import {listInbox} from '../../use-cases/list-inbox.js'

export default class MailInbox extends MailCommand {
  static override summary = 'List the messages of a mailbox.'
  static override description = `Most urgent first, newest first within that; archived ones are left out. Listing changes nothing, whosever mailbox it is.`
  static override examples = [
    '<%= config.bin %> mail inbox',
    '<%= config.bin %> mail inbox beads/happy --unread',
    '<%= config.bin %> mail inbox mayor --limit 10 --json',
  ]
  static completion: CommandCompletion = {args: {address: 'may-have-session'}}
  static override args = {
    address: stringArg({description: 'Whose mailbox; default: your own.'}),
  }
  static override flags = {
    unread: boolean({description: 'Only messages that were not read.'}),
    limit: integer({description: 'How many at most.', default: 50, min: 1, max: 10_000}),
    as: asFlag,
  }

  async run(): Promise<InboxDocument> {
    const {args, flags} = await this.parse(MailInbox)
    const town = await this.mailTown(flags)
    const station = this.station(town)
    const address = args.address ?? requireIdentity(await this.identity(town, flags.as)).address
    const inbox = await listInbox(town, address, {unreadOnly: flags.unread, limit: flags.limit})
    const {listed, more, counts} = inbox
    const whose = shownAddress(inbox.address, station)
    if (listed.length === 0) this.log(flags.unread ? `No unread messages for ${whose}.` : `No messages for ${whose}.`)
    else this.log(narrowTable(inboxRows(listed, station, town.now()), this.theme.width))
    if (more > 0) this.log(`${more} more: --limit ${Math.min(10_000, listed.length + more)} shows them`)
    if (counts.unreadable > 0) this.log(`${counts.unreadable} lines that are no messages; gt doctor says more`)
    return inboxDocument(inbox)
  }
}
