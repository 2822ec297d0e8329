import {requireIdentity} from '../../domain/identity.js'
import {headerLine} from '../../domain/announcement.js'
import {headersOf} from '../../domain/message.js'
import {asFlag, MailCommand} from '../../command-bases/mail-command.js'
import type {WatchedDocument} from '../../render/mail-document.js'
import {watchMail} from '../../use-cases/await-mail.js'

export default class MailWatch extends MailCommand {
  static override summary = 'Print a line for each message that arrives, until interrupted.'
  static override description = `Changes nothing: what is printed here is neither read nor announced. With --json a document a line.`
  static override examples = ['<%= config.bin %> mail watch', '<%= config.bin %> mail watch --as mayor --json']
  static override flags = {as: asFlag}

  async run(): Promise<void> {
    const {flags} = await this.parse(MailWatch)
    const town = await this.mailTown(flags)
    const {address} = requireIdentity(await this.identity(town, flags.as))
    const station = this.station(town)
    await watchMail(town, address, (message) => {
      const document: WatchedDocument = {message: headersOf(message)}
      const line = this.jsonEnabled() ? JSON.stringify(document) : headerLine(message, station)
      process.stdout.write(`${line}\n`)
    })
    if (this.signal.aborted) process.exitCode = 130
  }

  override logJson(json: unknown): void {
    if (json !== undefined) super.logJson(json)
  }
}
