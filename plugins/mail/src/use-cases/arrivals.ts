import type {MailArrival, Place} from '@gt-town/contract'
import {shownAddress, stationOf, type Station} from '../domain/absolute-address.js'
import {mailboxOf, ownStation} from '../operations/mail-place.js'
import {isUnannounced, scanInbox} from '../operations/mailbox.js'
import type {MailTown} from '../operations/mail-town.js'

/** No more than tell whether somebody looked. */
const most = 1000

/** Mail that was delivered at one machine. */
export interface Arrivals {
  readonly station: Station
  /** as that town calls them */
  readonly addresses: readonly string[]
  /** what to tell there of it; throws where the machine cannot be reached any more */
  arrival(): Promise<MailArrival>
}

/** @param delivered absolute addresses, which may repeat */
export function arrivalsOf({home, machines, signal}: MailTown, delivered: readonly string[]): Arrivals[] {
  const byStation = new Map<Station, Set<string>>()
  for (const address of delivered) {
    const station = stationOf(address)
    if (station !== undefined) byStation.set(station, (byStation.get(station) ?? new Set()).add(address))
  }
  return [...byStation].map(([station, addresses]) => ({
    station,
    addresses: [...addresses].map((address) => shownAddress(address, station)),
    arrival: async () => {
      const place = station === ownStation(home.workspace) ? home : await machines.reach(station)
      const mailboxes = [...addresses].map((address) => ({
        address: shownAddress(address, station),
        waiting: async () => waitingIn(place, address, signal),
      }))
      return {place, mailboxes, signal}
    },
  }))
}

async function waitingIn(
  place: Place,
  address: string,
  signal: AbortSignal,
): Promise<{id: string; isUrgent: boolean}[]> {
  const waiting: {id: string; isUrgent: boolean}[] = []
  const mailbox = mailboxOf(place.workspace, address)
  await scanInbox(
    place,
    mailbox,
    ({id, priority}, marks) => {
      if (isUnannounced(marks) && waiting.length < most) waiting.push({id, isUrgent: priority === 'urgent'})
    },
    signal,
  )
  return waiting
}
