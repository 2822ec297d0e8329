import {isGtError, messageOf, type GtError} from '@gt-town/contract'
import {inParallel, pause} from '@gt-town/waiting'
import {hubStation, stationOf, type Station} from '../domain/absolute-address.js'
import {mailSettings} from '../domain/mail-settings.js'
import type {MailTown} from '../operations/mail-town.js'
import {stationsOf} from '../domain/outbox-entry.js'
import {sweepAppends} from '../operations/append/sweep-appends.js'
import {compact} from '../operations/compact.js'
import {connectionTransport} from '../operations/connection-transport.js'
import {deliverTo, expire, type CopyOutcome} from '../operations/deliver.js'
import {ownStation} from '../operations/mail-place.js'
import {allMailboxes} from '../operations/mailboxes.js'
import {listOutbox} from '../operations/list-outbox.js'
import {withOutboxLock} from '../operations/outbox.js'
import {readRetries} from '../operations/retries.js'
import {syncMachine} from '../operations/sync-machine.js'
import type {MailboxProblem, SyncReport} from '../domain/answers.js'

const atOnce = 8

/**
 * Carries all mail as far as it goes now: within this town, and, on the hub, to and from its machines. Tries also machines that failed a
 * moment ago. Mail that a machine gave, and receipts, go on in the same run.
 */
export async function syncMail(town: MailTown, only?: readonly string[]): Promise<SyncReport> {
  const {home, now} = town
  const station = ownStation(home.workspace)
  const {expireMs} = mailSettings(home.workspace.mailSettings)
  const outcomes = await deliverOwn(town, station)
  const machines = station === hubStation ? (only ?? (await town.machines.names())) : []
  const errors = new Map<string, string>()
  const visit = async (machine: string, collect: boolean): Promise<void> => {
    try {
      outcomes.push(...(await syncMachine(town, machine, {collect})))
    } catch (error) {
      const hint = isGtError(error, 'GT_MAIL_OTHER_HUB') && error.hint !== undefined ? `; ${error.hint}` : ''
      errors.set(machine, `${messageOf(error)}${hint}`)
    }
  }
  const visitAll = async (names: readonly string[], collect: boolean): Promise<unknown> =>
    inParallel(names, atOnce, async (machine) => visit(machine, collect))
  await visitAll(machines, true)
  // What was collected goes on, and then what is to be told of that.
  for (let round = 0; round < 2; round++) {
    outcomes.push(...(await deliverOwn(town, station)))
    const waiting = new Set((await listOutbox(home)).flatMap(({entries}) => entries).flatMap(stationsOf))
    const next = machines.filter((machine) => waiting.has(machine) && !errors.has(machine))
    if (next.length === 0) break
    await visitAll(next, false)
  }
  // On a machine of a hub nobody tries but that hub.
  const tried = (where: Station): boolean => station !== hubStation || where === station || machines.includes(where)
  const expired = await withOutboxLock(home, async () => expire(home, {expireMs, now: now(), tried}), town.signal)
  // Their senders here learn of it at once.
  if (expired > 0) outcomes.push(...(await deliverOwn(town, station)))
  const compacted = await compactAll(town)
  await sweepAppends(home, now())
  const arrived = outcomes.flatMap(({outcome, to}) => (outcome.state === 'delivered' && to !== '' ? [to] : []))
  return {
    station,
    machines: machines.map((machine) => {
      const error = errors.get(machine)
      return {machine, ...(error !== undefined && {error})}
    }),
    delivered: arrived.length,
    arrived,
    dead: expired + outcomes.filter(({outcome}) => outcome.state === 'unknown').length,
    waiting: await countWaiting(town),
    compacted: compacted.moved,
    problems: [...refusedHere(outcomes, station), ...compacted.problems],
  }
}

/** What this town itself did not take, each once; what a later try delivered is none. */
function refusedHere(outcomes: readonly CopyOutcome[], station: Station): MailboxProblem[] {
  const last = new Map(
    outcomes
      .filter(({to}) => to !== '' && (stationOf(to) ?? station) === station)
      .map(({to, outcome}) => [to, outcome] as const),
  )
  return [...last].flatMap(([mailbox, outcome]) =>
    outcome.state === 'failed' ? [{mailbox, reason: outcome.reason}] : [],
  )
}

const restMs = 2000
const visitEveryMs = 10_000
const housekeepingEveryMs = 60_000

/**
 * The same for ever, until the signal fires: mail that waits is carried within seconds, each machine is asked for its own every ten
 * seconds, and one that fails ever less often.
 * @param report called whenever something was carried or failed
 * @param complain called where a round could not be ended; the next one tries again
 */
export async function keepSyncing(
  town: MailTown,
  report: (done: SyncReport) => void | Promise<void>,
  complain: (error: GtError) => void,
): Promise<void> {
  const visited = new Map<string, number>()
  let kept = -Infinity
  const isOver = (): boolean => town.signal.aborted
  while (!isOver()) {
    try {
      const due = await dueMachines(town, visited)
      const isQuiet = due.length === 0 && performance.now() - kept < housekeepingEveryMs && !(await hasOwnWaiting(town))
      if (!isQuiet) {
        kept = performance.now()
        const done = await syncMail(town, due)
        for (const machine of due) visited.set(machine, performance.now())
        if (hasNews(done)) await report(done)
      }
    } catch (error) {
      // Such as a disk that is full: it goes on when that is mended.
      if (!isGtError(error) || isOver()) throw error
      complain(error)
      await pause(visitEveryMs, town.signal)
    }
    await pause(restMs, town.signal)
  }
}

function hasNews({delivered, dead, compacted, machines}: SyncReport): boolean {
  return delivered + dead + compacted > 0 || machines.some(({error}) => error !== undefined)
}

async function hasOwnWaiting({home}: MailTown): Promise<boolean> {
  const own = ownStation(home.workspace)
  const entries = (await listOutbox(home, own)).flatMap((file) => file.entries)
  return entries.some((entry) => stationsOf(entry).includes(own))
}

async function dueMachines(town: MailTown, visited: ReadonlyMap<string, number>): Promise<string[]> {
  const {home, now, machines} = town
  if (ownStation(home.workspace) !== hubStation) return []
  const retries = await readRetries(home)
  const {retryLongestMs} = mailSettings(home.workspace.mailSettings)
  const waiting = new Set((await listOutbox(home)).flatMap(({entries}) => entries).flatMap(stationsOf))
  return (await machines.names()).filter((machine) => {
    const retry = retries[machine]
    // A clock that was set back must not put it off.
    if (retry) return retry.next <= now() || retry.next > now() + retryLongestMs
    return waiting.has(machine) || performance.now() - (visited.get(machine) ?? -Infinity) >= visitEveryMs
  })
}

async function deliverOwn({home, now, signal}: MailTown, station: Station): Promise<CopyOutcome[]> {
  const transport = connectionTransport(home)
  return withOutboxLock(home, async () => deliverTo(home, station, transport, {now, signal, locked: true}), signal)
}

async function countWaiting({home}: MailTown): Promise<number> {
  const entries = (await listOutbox(home)).flatMap((file) => file.entries)
  return entries.flatMap((entry) => (entry.kind === 'letter' ? entry.waiting : [])).length
}

/** One mailbox that is broken does not keep the others from being tidied, nor hide what was delivered. */
async function compactAll(town: MailTown): Promise<{moved: number; problems: MailboxProblem[]}> {
  const problems: MailboxProblem[] = []
  let moved = 0
  for (const mailbox of await allMailboxes(town.home)) {
    try {
      moved += await compact(town.home, mailbox, {now: town.now()})
    } catch (error) {
      if (!isGtError(error)) throw error
      problems.push({mailbox: mailbox.address, reason: error.message})
    }
  }
  return {moved, problems}
}
