import {narrowTable} from '@gt-town/command'
import type {CommandCompletion} from '@gt-town/contract'
import {boolean, string} from '@oclif/core/flags'
import {printable} from '@gt-town/text'
import {MailCommand} from '../../command-bases/mail-command.js'
import {queueDocument, type QueueDocument} from '../../render/mail-document.js'
import {queueRows} from '../../render/mail-rows.js'
import {dropWaiting, listQueue, retryDead} from '../../use-cases/queue.js'

export default class MailQueue extends MailCommand {
  static override summary = 'Show mail that waits to be delivered, and why.'
  static override description = `With dead letters: those that could not be delivered in time; their senders were told. gt mail sync tries all that waits now.`
  static override examples = [
    '<%= config.bin %> mail queue',
    '<%= config.bin %> mail queue --retry 7k2m9x4c',
    '<%= config.bin %> mail queue --drop 7k2m9x4c',
  ]
  static completion: CommandCompletion = {flags: {retry: 'queued', drop: 'queued'}}
  static override flags = {
    retry: string({
      description: 'Put a dead letter back into the outbox.',
      helpValue: 'ID',
      exclusive: ['retry-all', 'drop'],
    }),
    'retry-all': boolean({description: 'Put all dead letters back into the outbox.', exclusive: ['drop']}),
    drop: string({description: 'Give up a message that waits: it becomes a dead letter.', helpValue: 'ID'}),
  }

  async run(): Promise<QueueDocument> {
    const {flags} = await this.parse(MailQueue)
    const town = await this.mailTown(flags)
    if (flags.drop !== undefined)
      this.log(`Gave up ${(await dropWaiting(town, flags.drop)).id}: it is a dead letter now`)
    if (flags.retry !== undefined || flags['retry-all']) {
      const count = await retryDead(town, flags.retry)
      this.log(`${count} dead letters wait again; gt mail sync tries them now`)
    }
    const queue = await listQueue(town)
    const {copies, receipts, unreadable} = queue
    if (copies.length === 0) this.log('Nothing waits.')
    else this.log(narrowTable(queueRows(copies, this.station(town), town.now()), this.theme.width))
    if (receipts > 0) this.log(`${receipts} receipts are on their way to senders on other machines`)
    for (const path of unreadable) this.log(`${printable(path)}: not readable; gt doctor says more`)
    return queueDocument(queue)
  }
}
