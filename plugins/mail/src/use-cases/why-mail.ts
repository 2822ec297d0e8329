import type {WhyQuestion, WhyStep} from '@gt-town/contract'
import {mailFolder} from '@gt-town/town-layout'
import {hubStation, stationOf} from '../domain/absolute-address.js'
import {listOutbox} from '../operations/list-outbox.js'
import {readRetries} from '../operations/retries.js'
import {unreadMail} from './unread-mail.js'

/** After the session: what hinders that hinders more than a letter. */
const order = {queue: 65, inbox: 70}

/** Whether mail waits: on its way to that machine, and in the mailbox there. */
export async function whyMail(question: WhyQuestion): Promise<WhyStep[]> {
  return [...(await queueSteps(question)), ...(await inboxSteps(question))]
}

async function queueSteps({hub, machine}: WhyQuestion): Promise<WhyStep[]> {
  const station = machine === 'local' ? hubStation : machine
  const entries = (await listOutbox(hub)).flatMap((file) => file.entries)
  const waiting = entries.flatMap((entry) => (entry.kind === 'letter' ? entry.waiting : []))
  const count = waiting.filter((to) => stationOf(to) === station).length
  if (count === 0) return []
  const reason = (await readRetries(hub))[station]?.reason
  const says = `${count} waiting to be delivered${reason === undefined ? '' : `: ${reason}`}`
  return [{order: order.queue, what: 'mail', state: 'cause', says, next: 'gt mail queue; gt mail sync tries again'}]
}

async function inboxSteps({connection, workspace, subject, machine}: WhyQuestion): Promise<WhyStep[]> {
  if (subject.kind !== 'mayor' && subject.kind !== 'polecat') return []
  const address = subject.kind === 'mayor' ? 'mayor' : `${subject.rig}/${subject.polecat}`
  const {mailboxes} = await unreadMail({connection, workspace})
  const found = mailboxes.find((mailbox) => mailbox.address === address)
  const step = {order: order.inbox, what: `mail of ${address}`}
  if (found === undefined) {
    const isThere = subject.kind === 'polecat' || (await connection.fileExists(mailFolder(workspace)))
    if (isThere) return [{...step, state: 'ok', says: 'was all read'}]
    return [{...step, state: 'cause', says: 'has no folder', next: 'gt doctor --fix'}]
  }
  if (found.problem !== undefined) return [{...step, state: 'unknown', says: found.problem, next: 'gt doctor'}]
  // There it is read, by whoever it is for.
  const next = machine === 'local' ? {next: `gt mail inbox ${address}`} : {}
  return [{...step, state: 'cause', says: `${found.unread} unread`, ...next}]
}
