import {outboxFolder} from '@gt-town/town-layout'
import {join} from 'node:path'
import {GtError, messageOf, parseAddress, type Place} from '@gt-town/contract'
import {stationOf, type Station} from '../domain/absolute-address.js'
import {retryDelayMs, mailSettings} from '../domain/mail-settings.js'
import type {MailTown} from './mail-town.js'
import type {OutboxEntry} from '../domain/outbox-entry.js'
import {connectionTransport} from './connection-transport.js'
import {deliverTo, type CopyOutcome} from './deliver.js'
import {accept} from './outbox.js'
import {noteRetry, readRetries} from './retries.js'

/**
 * Carries mail to and from one machine of the hub. Two that do it at once wait for each other, so that order is kept.
 * @param options.collect also takes what waits there for others
 * @throws what reaching it throws, after noting when to try again
 */
export async function syncMachine(
  town: MailTown,
  station: Station,
  {collect = false}: {collect?: boolean} = {},
): Promise<CopyOutcome[]> {
  const {home, signal} = town
  await home.connection.mkdirAll(outboxFolder(home.workspace))
  return home.connection.withLock(
    join(outboxFolder(home.workspace), station),
    async () => {
      try {
        const outcomes = await carry(town, station, collect)
        await noteRetry(home, station, undefined)
        return outcomes
      } catch (error) {
        if (!signal.aborted) await noteFailure(town, station, messageOf(error))
        throw error
      }
    },
    {signal, timeoutMs: 60_000},
  )
}

async function carry(town: MailTown, station: Station, collect: boolean): Promise<CopyOutcome[]> {
  const {home, now, signal} = town
  const place = await town.machines.reach(station)
  if (collect) await requireOurs(town, station, place)
  const transport = connectionTransport(asMachine(place, station))
  if (collect) {
    await transport.collect(
      async (entries) =>
        accept(
          home,
          entries.flatMap((entry) => stamped(entry, station)),
          now(),
        ),
      signal,
    )
  }
  return deliverTo(home, station, transport, {now, signal})
}

/**
 * A town that does not know whose machine it is is told so. One of another hub keeps its mail for that hub.
 * @throws GtError `GT_MAIL_OTHER_HUB`
 */
async function requireOurs({home, service}: MailTown, station: Station, place: Place): Promise<void> {
  const {machine} = place.workspace
  const other =
    machine?.name === station && machine.hub === (await service.hubName(home))
      ? undefined
      : await service.noteHub({machine: station, hub: home, target: place})
  if (other === undefined && (machine === undefined || machine.name === station)) return
  throw new GtError(
    'GT_MAIL_OTHER_HUB',
    `the town on ${station} takes itself for ${machine?.name ?? station}, a machine of ${other ?? machine?.hub ?? 'another hub'}`,
    {
      hint: `gt install --force --machine ${station} makes it a machine of this hub, which may have been moved; or remove it from the hub that it does not belong to`,
      exit: 1,
    },
  )
}

/** The town there, which may have been told only now who it is. */
function asMachine({connection, workspace}: Place, station: Station): Place {
  const machine = workspace.machine ?? {name: station, hub: ''}
  return {connection, workspace: {...workspace, machine}}
}

/** Notes from where it came, whatever it says itself. Who would be nobody at all is not carried on. */
function stamped(entry: OutboxEntry, station: Station): OutboxEntry[] {
  // Only of its own people a machine can say what they did.
  if (entry.kind === 'receipts') {
    const receipts = entry.receipts.filter(({to}) => stationOf(to) === station)
    return receipts.length === 0 ? [] : [{...entry, receipts}]
  }
  return isAddress(entry.letter.from) ? [{...entry, collected_from: station}] : []
}

function isAddress(text: string): boolean {
  try {
    parseAddress(text)
    return true
  } catch {
    return false
  }
}

/** Notes that a machine was not reached, and when it is tried again. */
export async function noteFailure({home, now}: MailTown, station: Station, reason: string): Promise<void> {
  const failures = ((await readRetries(home))[station]?.failures ?? 0) + 1
  const next = now() + retryDelayMs(mailSettings(home.workspace.mailSettings), failures, Math.random())
  await noteRetry(home, station, {failures, next, reason})
}
