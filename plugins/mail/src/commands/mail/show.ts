import {narrowTable} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {string as stringArg} from '@oclif/core/args'
import {MailCommand} from '../../command-bases/mail-command.js'
import {followedDocument, type FollowedDocument} from '../../render/mail-document.js'
import {historyRows, messageText} from '../../render/mail-rows.js'
import {followLetter} from '../../use-cases/follow-mail.js'

export default class MailShow extends MailCommand {
  static override summary = 'Show a message that was sent, and how far each copy is.'
  static override description = `accepted: on the disk of the sender; delivered: the machine of the recipient said that it is on its disk; announced: an agent was shown it; \
read: its owner opened it; acknowledged: its owner said so. Each with its time and what shows it. From other machines that comes with gt mail sync.`
  static override examples = ['<%= config.bin %> mail show 7k2m9x4c', '<%= config.bin %> mail show 7k2m --json']
  static completion: CommandCompletion = {args: {id: 'message'}}
  static override args = {id: stringArg({description: 'The message, or how its id begins.', required: true})}

  async run(): Promise<{message: FollowedDocument}> {
    const {args, flags} = await this.parse(MailShow)
    const town = await this.mailTown(flags)
    const station = this.station(town)
    const followed = await followLetter(town, args.id)
    const {letter, copies} = followed
    this.log(messageText({...letter, to: copies.map(({to}) => to)}, station))
    this.log('')
    this.log(narrowTable(historyRows(copies, station), this.theme.width))
    return {message: followedDocument(followed)}
  }
}
