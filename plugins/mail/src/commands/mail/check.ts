import {string} from '@oclif/core/flags'
import {jsonText} from '@gt-town/command'
import {hookDocument, hookKinds, parseHookInput, type HookKind} from '../../domain/hooks.js'
import {requireIdentity} from '../../domain/identity.js'
import {hookInput, writeWhole} from '../../views/hook-streams.js'
import type {Message} from '../../domain/message.js'
import {asFlag, hookPatienceMs, isForHook, MailCommand} from '../../command-bases/mail-command.js'
import {checkMail} from '../../use-cases/check-mail.js'

export default class MailCheck extends MailCommand {
  static override summary = 'Tell of new mail, once: for the hooks of agents.'
  static override description = `Prints what is unread and was not told of before, in the form that the hook of the agent takes, at most 8 KiB; nothing where there is nothing. What does \
not fit is told of next time. It is noted as announced only after it was printed. With --hook, errors of gt never hold up the agent: exit code 0, nothing printed, a line in \
mail/hooks.log of the town's config folder.`
  static override examples = [
    '<%= config.bin %> mail check',
    '<%= config.bin %> mail check --hook claude --event UserPromptSubmit',
    '<%= config.bin %> mail check --hook gemini --as beads/happy',
  ]
  static override flags = {
    hook: string({description: 'Whose hook reads it.', options: [...hookKinds]}),
    event: string({description: "The event of the hook; default: what the hook's input says.", helpValue: 'NAME'}),
    as: asFlag,
  }

  async run(): Promise<CheckDocument | undefined> {
    const {flags} = await this.parse(MailCheck)
    const kind: HookKind = hookKinds.find((known) => known === flags.hook) ?? 'plain'
    const isHook = flags.hook !== undefined
    const input = parseHookInput(kind === 'plain' || process.stdin.isTTY ? '' : await hookInput(process.stdin))
    const form = hookDocument(kind, flags.event, input)
    if (form === undefined) return undefined
    const town = await this.mailTown(flags)
    const {address} = requireIdentity(await this.identity(town, flags.as))
    const isDocument = this.jsonEnabled() && kind === 'plain'
    const {told, left} = await checkMail(town, {
      address,
      form,
      emit: async (text, shown, more) => {
        const document = {check: {told: shown.length, left: more, messages: [...shown]}}
        await writeWhole(process.stdout, isDocument ? `${jsonText(document)}\n` : text, isHook)
      },
      evidence: isHook ? `gt mail check --hook ${kind}` : 'gt mail check',
      ...(isHook && {patienceMs: hookPatienceMs}),
    })
    // What was told of was printed then.
    return isDocument && told === 0 ? {check: {told, left, messages: []}} : undefined
  }

  override logJson(json: unknown): void {
    if (json !== undefined) super.logJson(json)
  }

  protected override async catch(error: Error): Promise<void> {
    if (isForHook(this.argv)) await this.sparingHook('mail check', error)
    else await super.catch(error)
  }
}

interface CheckDocument {
  check: {told: number; left: number; messages: Message[]}
}
