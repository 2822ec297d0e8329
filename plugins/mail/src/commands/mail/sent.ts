import {narrowTable} from '@gt-town/command'
import {boolean, integer} from '@oclif/core/flags'
import {requireIdentity} from '../../domain/identity.js'
import {asFlag, MailCommand} from '../../command-bases/mail-command.js'
import {followedDocument, type FollowedDocument} from '../../render/mail-document.js'
import {sentRows} from '../../render/mail-rows.js'
import {listSent} from '../../use-cases/follow-mail.js'

export default class MailSent extends MailCommand {
  static override summary = 'List what you sent, and how far it is.'
  static override description = `Newest first, a line for each recipient; gt mail show ID tells when it came so far and what shows it.`
  static override examples = ['<%= config.bin %> mail sent', '<%= config.bin %> mail sent --all --limit 100']
  static override flags = {
    all: boolean({description: 'What anybody of this town sent.'}),
    limit: integer({description: 'How many messages at most.', default: 50, min: 1, max: 10_000}),
    as: asFlag,
  }

  async run(): Promise<{messages: FollowedDocument[]; more: number}> {
    const {flags} = await this.parse(MailSent)
    const town = await this.mailTown(flags)
    const from = flags.all ? undefined : requireIdentity(await this.identity(town, flags.as)).address
    const {letters, more} = await listSent(town, {from, limit: flags.limit})
    if (letters.length === 0) this.log('Nothing was sent.')
    else this.log(narrowTable(sentRows(letters, this.station(town), town.now()), this.theme.width))
    if (more > 0) this.log(`${more} more: --limit ${Math.min(10_000, letters.length + more)} shows them`)
    return {messages: letters.map(followedDocument), more}
  }
}
