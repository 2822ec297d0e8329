import {jsonText} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {string as stringArg} from '@oclif/core/args'
import {boolean, string} from '@oclif/core/flags'
import {shownAddress} from '../../domain/absolute-address.js'
import {asFlag, MailCommand} from '../../command-bases/mail-command.js'
import type {ReadDocument} from '../../render/mail-document.js'
import {messageText} from '../../render/mail-rows.js'
import {writeWhole} from '../../views/hook-streams.js'
import {noteOwn, openMessage} from '../../use-cases/read-message.js'

export default class MailRead extends MailCommand {
  static override summary = 'Show a message, and note that it was read.'
  static override description = `Only its owner reads a message: shown by anybody else, or with --peek, it stays as it is. It is noted as read after it was printed. \
An id may be shortened to four characters or more.`
  static override examples = [
    '<%= config.bin %> mail read 7k2m9x4c',
    '<%= config.bin %> mail read 7k2m --peek',
    '<%= config.bin %> mail read 7k2m --mailbox beads/happy',
  ]
  static completion: CommandCompletion = {args: {id: 'message'}}
  static override args = {id: stringArg({description: 'The message, or how its id begins.', required: true})}
  static override flags = {
    peek: boolean({description: 'Change nothing.'}),
    mailbox: string({
      description: 'Look in this mailbox only; default: your own, then all of the town.',
      helpValue: 'ADDRESS',
    }),
    as: asFlag,
  }

  async run(): Promise<void> {
    const {args, flags} = await this.parse(MailRead)
    const town = await this.mailTown(flags)
    const station = this.station(town)
    const identity = await this.identity(town, flags.as)
    const opened = await openMessage(town, args.id, {identity, mailbox: flags.mailbox})
    const marks = opened.isOwn && !flags.peek
    const document: ReadDocument = {message: {...opened.message, mailbox: opened.mailbox}, marked_read: marks}
    // What could not be printed was not read.
    if (this.jsonEnabled()) await writeWhole(process.stdout, `${jsonText(document)}\n`)
    else this.log(messageText(opened.message, station))
    if (marks) await noteOwn(town, [opened], ['read'], 'gt mail read')
    else if (!opened.isOwn)
      this.log(`\n(in the mailbox of ${shownAddress(opened.mailbox, station)}: it was not marked as read)`)
  }

  override logJson(json: unknown): void {
    if (json !== undefined) super.logJson(json)
  }
}
