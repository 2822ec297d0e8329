import {pause} from '@gt-town/waiting'
import type {MailTown} from '../operations/mail-town.js'
import {followLetter} from './follow-mail.js'
import {syncMail} from './sync-mail.js'
import type {FollowedLetter} from '../domain/answers.js'

const lookEveryMs = 1000
const syncEveryMs = 10_000

/**
 * Waits until every recipient has acknowledged. On the hub mail is carried meanwhile, so that word from machines arrives.
 * @returns how far all copies are at the end
 */
export async function awaitAck(town: MailTown, id: string, timeoutMs: number): Promise<FollowedLetter> {
  const started = performance.now()
  let synced = started
  for (;;) {
    const followed = await followLetter(town, id)
    const isOver = followed.copies.every(({state}) => state === 'acknowledged' || state === 'dead')
    const left = timeoutMs - (performance.now() - started)
    if (isOver || left <= 0 || town.signal.aborted) return followed
    await pause(Math.min(lookEveryMs, left), town.signal)
    const isRemote = followed.copies.some(({to}) => to !== 'mayor' && !to.startsWith('hub:'))
    if (isRemote && performance.now() - synced > syncEveryMs) {
      await syncMail(town)
      synced = performance.now()
    }
  }
}
