import {boolean} from '@oclif/core/flags'
import {printable} from '@gt-town/text'
import {MailCommand} from '../../command-bases/mail-command.js'
import {syncDocument, type SyncDocument} from '../../render/mail-document.js'
import {keepSyncing, syncMail} from '../../use-cases/sync-mail.js'
import type {SyncReport} from '../../domain/answers.js'

export default class MailSync extends MailCommand {
  static override summary = 'Carry mail to and from the machines of the town.'
  static override description = `On the hub: delivers what waits, collects what agents on the machines sent, passes it on, brings receipts, and moves archived mail out of large \
inboxes. On another machine: delivers what stays there; the hub collects the rest. A second one at the same time does no harm. Exit code 1 where a machine was not reached, or a mailbox could not be delivered to or tidied.`
  static override examples = ['<%= config.bin %> mail sync', '<%= config.bin %> mail sync --watch']
  static override flags = {
    watch: boolean({description: 'Go on until it is interrupted; machines that fail are tried ever less often.'}),
  }

  async run(): Promise<{sync: SyncDocument} | undefined> {
    const {flags} = await this.parse(MailSync)
    const town = await this.mailTown(flags)
    if (!flags.watch) {
      const report = await syncMail(town)
      this.print(report)
      await this.ring(town, report.arrived)
      if (report.machines.some(({error}) => error !== undefined) || report.problems.length > 0) process.exitCode = 1
      return {sync: syncDocument(report)}
    }
    await keepSyncing(
      town,
      async (report) => {
        if (this.jsonEnabled()) process.stdout.write(`${JSON.stringify(syncDocument(report))}\n`)
        else this.print(report)
        await this.ring(town, report.arrived)
      },
      ({message}) => void process.stderr.write(`Warning: ${printable(message)}\n`),
    )
    if (this.signal.aborted) process.exitCode = 130
    return undefined
  }

  override logJson(json: unknown): void {
    if (json !== undefined) super.logJson(json)
  }

  private print({delivered, dead, waiting, compacted, machines, station, problems}: SyncReport): void {
    const counts = [`${delivered} delivered`, `${waiting} waiting`]
    if (dead > 0) counts.push(`${dead} given up: their senders were told`)
    if (compacted > 0) counts.push(`${compacted} archived messages moved out of inboxes`)
    this.log(counts.join(', '))
    for (const {machine, error} of machines) if (error !== undefined) this.log(`  ${machine}: ${printable(error)}`)
    for (const {mailbox, reason} of problems) this.log(`  ${printable(mailbox)}: ${printable(reason)}`)
    if (station !== 'hub' && waiting > 0) this.log('  the hub collects what waits when it syncs next')
  }
}
