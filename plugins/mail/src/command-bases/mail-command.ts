import {GtCommand, ReachableMachines} from '@gt-town/command'
import {messageOf} from '@gt-town/contract'
import {string} from '@oclif/core/flags'
import {printable} from '@gt-town/text'
import type {SentLetter} from '../domain/answers.js'
import {requireIdentity, type MailIdentity} from '../domain/identity.js'
import {hubStation, shownAddress, type Station} from '../domain/absolute-address.js'
import type {OwnerState} from '../domain/mail-state.js'
import {noteHookError} from '../use-cases/hook-log.js'
import {noteOwn, openMessage, requireOwn, type ReadMessage} from '../use-cases/read-message.js'
import {whoAmI, type MailTown} from '../use-cases/who-am-i.js'

/** Whose mailbox it is, for every command but those that send. */
export const asFlag = string({
  description:
    'Whose mailbox is meant; default: GT_ADDRESS, the polecat whose folder this is, the mayor at the root of the town.',
  helpValue: 'ADDRESS',
})

/** How long a hook may hold up its agent for whoever else acts for the mailbox. */
export const hookPatienceMs = 2000

/** Whether a hook of an agent runs it, whatever else is on the command line. */
export function isForHook(argv: readonly string[]): boolean {
  return argv.some((word) => word === '--hook' || word.startsWith('--hook='))
}

export interface ActedOnDocument {
  messages: {id: string; mailbox: string}[]
}

/** What commands of mail share: the town with its machines, each connected to at its first use and closed at the end. */
export abstract class MailCommand extends GtCommand {
  #machines: ReachableMachines | undefined

  protected async mailTown(flags: {town?: string | undefined}): Promise<MailTown> {
    const {hub, service} = await this.town(flags)
    this.#machines = new ReachableMachines({
      config: this.config,
      hub,
      service,
      connect: async (machine, question) => this.connect(machine, question),
    })
    return {home: hub, service, now: () => Date.now(), signal: this.signal, machines: this.#machines}
  }

  /** Who acts. @param flag the value of `--from` or `--as` */
  protected async identity(town: MailTown, flag: string | undefined): Promise<MailIdentity | undefined> {
    return whoAmI(town, {flag, variable: process.env['GT_ADDRESS'], folder: this.#folderIfAny()})
  }

  /** How addresses are shortened for whoever reads this. */
  protected station({home}: MailTown): Station {
    return home.workspace.machine?.name ?? hubStation
  }

  /**
   * What the owner of messages does to them, all of them or none.
   * @param ids as the user typed them
   * @param done what it is called, as `Archived`
   */
  protected async actOn(
    ids: readonly string[],
    flags: {town?: string | undefined; as?: string | undefined; mailbox?: string | undefined},
    {states, evidence, done}: {states: readonly OwnerState[]; evidence: string; done: string},
  ): Promise<ActedOnDocument> {
    const town = await this.mailTown(flags)
    const identity = requireIdentity(await this.identity(town, flags.as))
    const opened: ReadMessage[] = []
    for (const id of ids) opened.push(await openMessage(town, id, {identity, mailbox: flags.mailbox}))
    requireOwn(opened)
    await noteOwn(town, opened, states, evidence)
    for (const {message} of opened) this.log(`${done} ${message.id}`)
    return {messages: opened.map(({message, mailbox}) => ({id: message.id, mailbox}))}
  }

  /** Says of each recipient how far the message is; one that is dead at once is bad news. */
  protected logSent(town: MailTown, {letter, copies}: SentLetter): void {
    if (copies.some(({state}) => state === 'dead')) process.exitCode = 1
    this.log(`Sent ${letter.id}`)
    for (const {to, state, reason} of copies) {
      const why = reason === undefined ? '' : `: ${printable(reason)}`
      this.log(`  ${shownAddress(to, this.station(town))}: ${state}${why}`)
    }
  }

  /** Never holds up an agent: exit code 0, nothing printed, a line in the log. */
  protected async sparingHook(what: string, error: Error): Promise<void> {
    process.exitCode = 0
    const at = this.argv.indexOf('--town')
    const town = at === -1 ? undefined : this.argv[at + 1]
    await noteHookError(async () => this.mailTown({town}), `${what} --hook: ${messageOf(error)}`)
  }

  protected override async finally(error: Error | undefined): Promise<void> {
    await super.finally(error)
    await this.#machines?.[Symbol.asyncDispose]()
  }

  #folderIfAny(): string | undefined {
    try {
      return process.cwd()
    } catch {
      return undefined
    }
  }
}
