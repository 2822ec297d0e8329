import {randomBytes} from 'node:crypto'
import {isGtError, messageOf, type ArrivedAt, type MailArrival, type Place, type Ring} from '@gt-town/contract'
import {sessionNameOf} from '@gt-town/tmux'
import {inParallel, pause} from '@gt-town/waiting'
import {sessionFiles, sessionsFolder} from '@gt-town/town-layout'
import {isGoodNews} from '../domain/receipt.js'
import {sessionStateOf, type SeenSession} from '../domain/session-state.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import {profileOf} from '../operations/profile-of.js'
import {sendTo} from './send.js'

/** Agents that all begin at the same moment ask their vendor and the disk at the same moment. */
const jitterMs = 1500
const atOnce = 16
const isBusy = 'it is busy'

/**
 * Rings the sessions of mailboxes that mail was delivered to: once until somebody looks, nobody who is at work, nobody for mail that
 * was read meanwhile. A town that never had a session is not asked for any.
 */
export async function ringAll({place, mailboxes, signal}: MailArrival): Promise<Ring[]> {
  const {connection, workspace} = place
  if (!(await connection.fileExists(sessionsFolder(workspace)))) {
    return mailboxes.map(({address}) => ({address, result: 'none', detail: 'no session runs'}))
  }
  const {sessions, unseen} = await inspectSessions(place, signal)
  if (unseen !== undefined && sessions.size === 0 && !unseen.startsWith('tmux is not installed')) {
    return mailboxes.map(({address}) => ({address, result: 'failed', detail: unseen}))
  }
  return inParallel(mailboxes, atOnce, async (mailbox) => {
    const seen = sessions.get(mailbox.address)
    const quiet = reasonNotTo(place, seen)
    if (quiet !== undefined && quiet.result === 'none') return {address: mailbox.address, ...quiet}
    if (mailboxes.length > 1) await pause(Math.random() * jitterMs, signal)
    try {
      return {address: mailbox.address, ...(await ring(place, mailbox, quiet, signal))}
    } catch (error) {
      signal.throwIfAborted()
      return {address: mailbox.address, result: 'failed', detail: messageOf(error)}
    }
  })
}

type Said = Omit<Ring, 'address'>

/** Why a session is not rung as it is now, or undefined where it is idle. */
function reasonNotTo({workspace}: Place, seen: SeenSession | undefined): Said | undefined {
  if (seen?.pane === undefined || seen.pane.ended) return {result: 'none', detail: 'no session runs'}
  const profile = profileOf(workspace, seen.intent)
  const {state, reason} = sessionStateOf(seen, profile)
  if (state === 'idle') return undefined
  if (state === 'busy' || state === 'starting') {
    // Without hooks nothing tells it but the bell of the next mail.
    const detail = state === 'busy' ? isBusy : `it is ${state}`
    return {result: profile?.settings === undefined ? 'failed' : 'later', detail}
  }
  return {result: 'failed', detail: `it is ${state}${reason === undefined ? '' : `: ${reason}`}`}
}

async function ring(
  place: Place,
  {address, waiting}: ArrivedAt,
  quiet: Said | undefined,
  signal: AbortSignal,
): Promise<Said> {
  const {bell} = sessionFiles(place.workspace, sessionNameOf(address))
  const messages = await waiting()
  const [first] = messages
  if (first === undefined) return {result: 'none', detail: 'it was looked at meanwhile'}
  const isUrgent = messages.some((message) => message.isUrgent)
  if (quiet !== undefined && !(quiet.detail === isBusy && isUrgent)) return quiet
  const before = await bellOf(place, bell)
  // The one that it rang for last still waits: nobody has looked since.
  if (before !== undefined && messages.some(({id}) => id === before))
    return {result: 'pending', detail: 'it was rung before'}
  const at = {machine: 'local', hub: place, target: place, address, shown: address}
  const receipt = await sendTo(at, textOf(messages.length), {timeoutMs: 0, signal})
  if (!isGoodNews(receipt)) {
    return {result: 'failed', detail: 'reason' in receipt ? receipt.reason : receipt.result}
  }
  await place.connection.writeFile(bell, `${first.id}\n`)
  return {result: 'rung', detail: `${receipt.result} by ${receipt.door}`}
}

/** Never a word of the mail itself: that is for the mailbox to show. The number makes each one another text. */
function textOf(count: number): string {
  const messages = count === 1 ? '1 new message' : `${count} new messages`
  return `You have ${messages}: gt mail inbox lists them. (gt, bell ${randomBytes(4).toString('hex')})`
}

/** The message that the last bell was for. */
async function bellOf({connection}: Place, path: string): Promise<string | undefined> {
  try {
    return (await connection.readFile(path, {maxBytes: 1024})).toString().trim()
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND') || isGtError(error, 'GT_TOO_LARGE')) return undefined
    throw error
  }
}
