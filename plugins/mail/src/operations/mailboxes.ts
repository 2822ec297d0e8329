import {nameProblem, parseAddress, UsageError, type Place} from '@gt-town/contract'
import {rigFolder, rigMailFolder} from '@gt-town/town-layout'
import {absoluteAddress, hubStation, shownAddress, stationOf} from '../domain/absolute-address.js'
import type {MailTown} from './mail-town.js'
import {isId, type Message} from '../domain/message.js'
import {mailboxOf, ownStation, type Mailbox} from './mail-place.js'
import {findMessages, type FoundMessage} from './mailbox.js'
import {peopleOf, requirePolecat} from './town-people.js'

/** The mailbox of an address as the user typed it. @throws UsageError for one that is elsewhere, or nobody's */
export async function requireMailbox(town: MailTown, text: string): Promise<Mailbox> {
  const {workspace} = town.home
  const station = ownStation(workspace)
  const address = parseAddress(text)
  const absolute = absoluteAddress(address, station)
  if (address.kind === 'rig') {
    throw new UsageError('GT_ADDRESS_INVALID', `${text} is not one mailbox`, {hint: 'name one, such as beads/happy'})
  }
  if (stationOf(absolute) !== station) {
    throw new UsageError('GT_MAIL_ELSEWHERE', `the mailbox of ${text} is not on this machine`, {
      hint: `look there: gt machine exec ${stationOf(absolute) ?? ''} -- gt mail inbox`,
    })
  }
  const mailbox = mailboxOf(workspace, absolute)
  if (address.kind === 'polecat' && !(await hasMail(town.home, mailbox))) {
    requirePolecat(await peopleOf(town.home, town.service), address, '')
  }
  return mailbox
}

/** All mailboxes of this town: the mayor's on the hub, and those of polecats, also of polecats that are no more. Sorted. */
export async function allMailboxes(home: Place): Promise<Mailbox[]> {
  const {connection, workspace} = home
  const station = ownStation(workspace)
  const entries = await connection.listDir(workspace.root)
  const rigs = entries.filter(({type, name}) => type === 'directory' && nameProblem('rig', name) === undefined)
  const folders = rigs.map(({name}) => rigMailFolder({path: rigFolder(workspace, name)}))
  const lists = await connection.inspect(folders.map((path) => ({op: 'list', path}) as const))
  const polecats = rigs.flatMap(({name}, at) => {
    const list = lists[at]
    const names = list?.ok ? list.value.filter(({type}) => type === 'directory').map((entry) => entry.name) : []
    return names
      .filter((polecat) => nameProblem('polecat', polecat) === undefined)
      .map((polecat) => mailboxOf(workspace, `${station}:${name}/${polecat}`))
  })
  return station === hubStation ? [mailboxOf(workspace, 'mayor'), ...polecats] : polecats
}

/**
 * The one message that is meant: in one's own mailbox first, then in all of the town.
 * @param id its id, or how it begins
 * @throws UsageError `GT_MAIL_NOT_FOUND`, `GT_MAIL_AMBIGUOUS`
 */
export async function requireMessage(
  town: MailTown,
  id: string,
  {own, only}: {own: Mailbox | undefined; only?: Mailbox | undefined},
): Promise<FoundMessage> {
  refuseOddId(id)
  const matches = (message: Message): boolean => isMeant(message.id, id)
  const near = only ?? own
  const first = near ? chooseOne(await findMessages(town.home, near, matches), id, town) : undefined
  if (first) return first
  if (only === undefined) {
    const others = (await allMailboxes(town.home)).filter(({address}) => address !== own?.address)
    const found: FoundMessage[] = []
    for (const mailbox of others) found.push(...(await findMessages(town.home, mailbox, matches)))
    const one = chooseOne(found, id, town)
    if (one) return one
  }
  throw new UsageError('GT_MAIL_NOT_FOUND', `there is no message ${id}${only ? ` for ${only.address}` : ''} here`, {
    hint: 'gt mail inbox lists what came, gt mail sent what was sent',
  })
}

/** Whether somebody who typed this means that id: a few characters may be left out at its end. */
export function isMeant(id: string, typed: string): boolean {
  return id === typed || (typed.length >= leastTyped && id.startsWith(typed))
}

const leastTyped = 4

export function refuseOddId(id: string): void {
  const isOdd: boolean = !isId(id)
  if (!isOdd) return
  throw new UsageError('GT_MAIL_ID_INVALID', `${JSON.stringify(id.slice(0, 80))} is no id of a message`, {
    hint: 'give the id, or at least its first four characters, as gt mail inbox shows it',
  })
}

function chooseOne(found: readonly FoundMessage[], id: string, {home}: MailTown): FoundMessage | undefined {
  const ids = new Set(found.map(({message}) => message.id))
  if (ids.size <= 1) return found[0]
  const exact = found.find(({message}) => message.id === id)
  if (exact) return exact
  const station = ownStation(home.workspace)
  const shown = found
    .slice(0, 5)
    .map(({message}) => `${message.id} from ${shownAddress(message.from, station)}: ${message.subject.slice(0, 40)}`)
  throw new UsageError('GT_MAIL_AMBIGUOUS', `${id} is the start of ${ids.size} ids: ${shown.join('; ')}`, {
    hint: 'give more of it',
  })
}

async function hasMail({connection}: Place, {folder}: Mailbox): Promise<boolean> {
  const [found] = await connection.inspect([{op: 'stat', path: folder}])
  return found.ok
}
