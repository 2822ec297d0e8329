import {didYouMean} from '@gt-town/text'
import {GtError, isGtError, parseAddress, UsageError, type Address, type Place} from '@gt-town/contract'
import {absoluteAddress, hubStation, stationOf} from '../domain/absolute-address.js'
import {inBatches} from './in-batches.js'
import type {MailTown} from './mail-town.js'
import {ownStation} from './mail-place.js'
import {peopleOf, requirePolecat, requireRig, type People} from './town-people.js'

export interface Recipients {
  /** absolute, of one each */
  readonly addresses: readonly string[]
  /** machines that did not answer, and why: whether the recipients there exist is not known */
  readonly unreachable: ReadonlyMap<string, string>
}

/** How long a machine may take to say whether a recipient is there, before mail to it is accepted unseen. */
const patienceMs = 5000

/**
 * Whom a message goes to, as absolute addresses of single recipients, each once. `rig/` is everybody who is in the rig now, without the
 * sender.
 * @param texts as the user typed them
 * @param sender absolute address
 * @throws UsageError for an address that is none, or nobody's; GtError `GT_MAIL_RIG_UNREACHABLE`
 */
export async function resolveRecipients(town: MailTown, texts: readonly string[], sender: string): Promise<Recipients> {
  const unreachable = new Map<string, string>()
  const addresses = texts.map(parseAddress)
  const station = ownStation(town.home.workspace)
  const found: string[] = []
  let own: People | undefined
  for (const address of addresses) {
    const absolute = absoluteAddress(address, station)
    const machine = stationOf(absolute.endsWith('/') ? `${absolute}x` : absolute) ?? station
    if (address.kind === 'mayor') found.push(absolute)
    else if (machine === station) {
      own ??= await ownPeople(town, undefined)
      found.push(...expand(own, address, {station, where: '', sender}))
    } else found.push(...(await elsewhere(town, address, {machine, sender, station, unreachable})))
  }
  return {addresses: [...new Set(found)], unreachable}
}

function expand(
  people: People,
  address: Exclude<Address, {kind: 'mayor'}>,
  {station, where, sender}: {station: string; where: string; sender: string},
): string[] {
  if (address.kind === 'polecat') {
    requirePolecat(people, address, where)
    return [absoluteAddress({...address, machine: station}, station)]
  }
  const all = requireRig(people, address.rig, where)
    .map((polecat) => `${station}:${address.rig}/${polecat}`)
    .filter((absolute) => absolute !== sender)
  if (all.length > 0) return all
  throw new UsageError('GT_MAIL_NOBODY', `there is nobody else in ${address.rig}/${where}`, {
    hint: `gt polecat list ${address.rig} shows who is there`,
  })
}

/** Who is here now, looked at once for all that is sent at the same time. */
const ownPeople = inBatches<MailTown, undefined, People>(async ({home, service}) => peopleOf(home, service))

async function elsewhere(
  town: MailTown,
  address: Exclude<Address, {kind: 'mayor'}>,
  {
    machine,
    sender,
    station,
    unreachable,
  }: {machine: string; sender: string; station: string; unreachable: Map<string, string>},
): Promise<string[]> {
  const where = ` on ${machine}`
  if (station !== hubStation) {
    if (address.kind === 'rig') throw unreachableRig(address.rig, where, 'only the hub can ask who is in it')
    // The hub knows, and tells the sender.
    return [absoluteAddress(address, machine)]
  }
  await requireMachine(town, machine)
  try {
    const place = await reachInTime(town, machine)
    return expand(await peopleOf(place, town.service), address, {station: machine, where, sender})
  } catch (error) {
    if (!isGtError(error) || error.exit === 2) throw error
    if (address.kind === 'rig') throw unreachableRig(address.rig, where, error.message)
    unreachable.set(machine, error.message)
    return [absoluteAddress(address, machine)]
  }
}

async function requireMachine({machines}: MailTown, machine: string): Promise<void> {
  const names = await machines.names()
  if (names.includes(machine)) return
  throw new UsageError('GT_MACHINE_NOT_FOUND', `the town knows no machine ${machine}`, {
    hint: didYouMean(machine, names, 'machine'),
  })
}

async function reachInTime({machines, signal}: MailTown, machine: string): Promise<Place> {
  const {within} = await import('@gt-town/waiting')
  return within(
    patienceMs,
    machines.reach(machine),
    () => {
      throw new GtError('GT_TIMEOUT', `${machine} did not answer within ${patienceMs / 1000} s`)
    },
    signal,
  )
}

function unreachableRig(rig: string, where: string, reason: string): GtError {
  return new GtError('GT_MAIL_RIG_UNREACHABLE', `who is in ${rig}/${where} cannot be told: ${reason}`, {
    hint: 'name the recipients one by one, or try again when the machine answers',
  })
}
