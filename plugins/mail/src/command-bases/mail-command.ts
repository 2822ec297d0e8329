import {MachinesCommand} from '@gt-town/command'
import {collect} from '@gt-town/hooks'
import {messageOf, type Ring} from '@gt-town/contract'
import {string} from '@oclif/core/flags'
import {printable} from '@gt-town/text'
import type {SentLetter} from '../domain/answers.js'
import {requireIdentity, type MailIdentity, type OwnFlag} from '../domain/identity.js'
import {hubStation, shownAddress, type Station} from '../domain/absolute-address.js'
import type {OwnerState} from '../domain/mail-state.js'
import {arrivalsOf, type Arrivals} from '../use-cases/arrivals.js'
import {noteHookError} from '../use-cases/hook-log.js'
import {noteOwn, openMessages, requireOwn} from '../use-cases/read-message.js'
import {whoAmI, type MailTown} from '../use-cases/who-am-i.js'

/** Whose mailbox it is, for every command but those that send. */
export const asFlag = string({
  description:
    'Whose mailbox is meant; default: GT_ADDRESS, the polecat whose folder this is, the mayor at the root of the town.',
  helpValue: 'ADDRESS',
})

/** How long a hook may hold up its agent for whoever else acts for the mailbox. */
export const hookPatienceMs = 2000

/** How long telling agents of their mail may hold up a command. */
const ringMs = 30_000

/** Whether a hook of an agent runs it, whatever else is on the command line. */
export function isForHook(argv: readonly string[]): boolean {
  return argv.some((word) => word === '--hook' || word.startsWith('--hook='))
}

const ringWords: Readonly<Record<Ring['result'], string>> = {
  rung: 'its agent was told',
  pending: 'its agent was told before, and has not looked',
  later: 'its agent learns at its next turn',
  none: 'nobody was told',
  failed: 'its agent could not be told',
}

export interface ActedOnDocument {
  messages: {id: string; mailbox: string}[]
}

/** What commands of mail share: the town with its machines. */
export abstract class MailCommand extends MachinesCommand {
  protected async mailTown(flags: {town?: string | undefined}): Promise<MailTown> {
    const {hub, service} = await this.town(flags)
    return {home: hub, service, now: () => Date.now(), signal: this.signal, machines: this.machinesOf({hub, service})}
  }

  /** Who acts. @param flag its value */
  protected async identity(
    town: MailTown,
    flag: string | undefined,
    flagName: OwnFlag = '--as',
  ): Promise<MailIdentity | undefined> {
    return whoAmI(town, {flag, flagName, variable: process.env['GT_ADDRESS'], folder: this.#folderIfAny()})
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
    const opened = await openMessages(town, ids, {identity, mailbox: flags.mailbox})
    requireOwn(opened)
    await noteOwn(town, opened, states, evidence)
    for (const {message} of opened) this.log(`${done} ${message.id}`)
    return {messages: opened.map(({message, mailbox}) => ({id: message.id, mailbox}))}
  }

  /**
   * Has the agents told whose mail was delivered. That they were not is no error: mail is the record.
   * @param delivered absolute addresses
   */
  protected async ring(town: MailTown, delivered: readonly string[]): Promise<{to: string; ring: Ring}[]> {
    const rings: {to: string; ring: Ring}[] = []
    for (const arrivals of arrivalsOf(town, delivered)) {
      for (const ring of await this.#ringAt(arrivals)) {
        rings.push({to: ring.address === 'mayor' ? 'mayor' : `${arrivals.station}:${ring.address}`, ring})
      }
    }
    return rings
  }

  async #ringAt({addresses, arrival}: Arrivals): Promise<Ring[]> {
    const failed = (error: unknown): Ring[] =>
      addresses.map((address) => ({address, result: 'failed', detail: messageOf(error)}))
    try {
      const {answers, failures} = await collect(this.config, 'gt:mail-arrival', await arrival(), {timeoutMs: ringMs})
      return [...answers.flatMap(({value}) => value), ...failures.flatMap(({error}) => failed(error))]
    } catch (error) {
      this.signal.throwIfAborted()
      return failed(error)
    }
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

  /** @param tell say what became of it */
  protected async ringFor(
    town: MailTown,
    {copies}: SentLetter,
    tell: boolean,
  ): Promise<readonly {to: string; ring: Ring}[]> {
    const rings = await this.ring(
      town,
      copies.flatMap(({to, state}) => (state === 'delivered' ? [to] : [])),
    )
    for (const {to, ring} of tell ? rings : []) {
      this.log(`  ${shownAddress(to, this.station(town))}: ${ringWords[ring.result]} (${printable(ring.detail)})`)
    }
    return rings
  }

  /** Never holds up an agent: exit code 0, nothing printed, a line in the log. */
  protected async sparingHook(what: string, error: Error): Promise<void> {
    process.exitCode = 0
    const at = this.argv.indexOf('--town')
    const town = at === -1 ? undefined : this.argv[at + 1]
    await noteHookError(async () => this.mailTown({town}), `${what} --hook: ${messageOf(error)}`)
  }

  #folderIfAny(): string | undefined {
    try {
      return process.cwd()
    } catch {
      return undefined
    }
  }
}
