import {string} from '@oclif/core/flags'
import {parseTimeLimit} from '../../domain/time-limit.js'
import {requireIdentity} from '../../domain/identity.js'
import {writeWhole} from '../../views/hook-streams.js'
import {asFlag, hookPatienceMs, isForHook, MailCommand} from '../../command-bases/mail-command.js'
import {awaitMail} from '../../use-cases/await-mail.js'
import {checkMail} from '../../use-cases/check-mail.js'

export default class MailWait extends MailCommand {
  static override summary = 'Wait until mail arrives.'
  static override description = `Ends at once where there is mail that was not told of. Exit code 0 when there is some, 1 at the timeout. With --hook claude it is for a hook that wakes its \
session: 2 with the text on stderr when mail arrives, 0 at the timeout and whenever something went wrong.`
  static override examples = [
    '<%= config.bin %> mail wait --timeout 10m && <%= config.bin %> mail check',
    '<%= config.bin %> mail wait --hook claude --timeout 1h',
  ]
  static override flags = {
    hook: string({description: 'Whose hook waits.', options: ['claude']}),
    timeout: string({description: 'How long; 0 is for ever.', default: '0', helpValue: 'TIME'}),
    as: asFlag,
  }

  async run(): Promise<{wait: {unread: number}} | undefined> {
    const {flags} = await this.parse(MailWait)
    if (flags.hook === undefined) return this.waitPlainly(flags)
    await this.waitForHook(flags)
    return undefined
  }

  override logJson(json: unknown): void {
    if (json !== undefined) super.logJson(json)
  }

  protected override async catch(error: Error): Promise<void> {
    if (isForHook(this.argv)) await this.sparingHook('mail wait', error)
    else await super.catch(error)
  }

  private async waitPlainly(flags: WaitFlags): Promise<{wait: {unread: number}}> {
    const timeoutMs = parseTimeLimit(flags.timeout, '--timeout')
    const town = await this.mailTown(flags)
    const {address} = requireIdentity(await this.identity(town, flags.as))
    const unread = await awaitMail(town, address, timeoutMs)
    if (unread === 0) process.exitCode = this.signal.aborted ? 130 : 1
    else this.log(`${unread} new: gt mail check tells what`)
    return {wait: {unread}}
  }

  private async waitForHook(flags: WaitFlags): Promise<void> {
    const timeoutMs = parseTimeLimit(flags.timeout, '--timeout')
    const town = await this.mailTown(flags)
    const {address} = requireIdentity(await this.identity(town, flags.as))
    if ((await awaitMail(town, address, timeoutMs)) === 0) return
    const {told} = await checkMail(town, {
      address,
      form: (text) => `${text}\n`,
      emit: async (text) => writeWhole(process.stderr, text, true),
      patienceMs: hookPatienceMs,
      evidence: 'gt mail wait --hook claude',
    })
    if (told > 0) process.exitCode = 2
  }
}

interface WaitFlags {
  town?: string | undefined
  as?: string | undefined
  timeout: string
}
