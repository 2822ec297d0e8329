import type {MailTown} from '../operations/mail-town.js'
import type {Message} from '../domain/message.js'
import {countInbox} from '../operations/count-inbox.js'
import {inboxOf, mailboxOf, type Mailbox} from '../operations/mail-place.js'
import {scanInbox} from '../operations/mailbox.js'
import {isGtError} from '@gt-town/contract'
import {pause} from '@gt-town/waiting'

/**
 * Ends when there is mail that was not told of, at once where there is some already.
 * @param address absolute
 * @param timeoutMs 0 is none
 * @returns how much there is; 0 at the timeout
 */
export async function awaitMail(town: MailTown, address: string, timeoutMs: number): Promise<number> {
  const mailbox = mailboxOf(town.home.workspace, address)
  const count = async (): Promise<number> => (await countInbox(town.home.connection, mailbox)).unannounced
  let found = await count()
  if (found > 0) return found
  await followInbox(town, mailbox, timeoutMs, async () => {
    found = await count()
    return found > 0
  })
  return found
}

/**
 * Reports each message that arrives from now on, once.
 * @param address absolute
 */
export async function watchMail(town: MailTown, address: string, report: (message: Message) => void): Promise<void> {
  const mailbox = mailboxOf(town.home.workspace, address)
  const seen = new Set<string>()
  await scanInbox(town.home, mailbox, ({id}) => seen.add(id), town.signal)
  await followInbox(town, mailbox, 0, async () => {
    await scanInbox(town.home, mailbox, (message) => {
      if (seen.has(message.id)) return
      seen.add(message.id)
      report(message)
    })
    return false
  })
}

/**
 * Calls `look` whenever something was appended to an inbox, until it says that this is enough. `tail -F` knows how to wait for that on
 * each system: by inotify where it is there, else by looking once a second; it also waits for an inbox that is made or replaced.
 */
async function followInbox(
  {home: {connection}, signal}: MailTown,
  mailbox: Mailbox,
  timeoutMs: number,
  look: () => Promise<boolean>,
): Promise<void> {
  const enough = new AbortController()
  const outer = AbortSignal.any([enough.signal, signal])
  const path = inboxOf(mailbox)
  await connection.mkdirAll(mailbox.folder)
  // Everything from the start is printed once: so nothing that comes before tail has begun is missed.
  let running: Promise<void> | undefined
  const lookOnce = (): Promise<void> => {
    running ??= look()
      .then((isEnough) => {
        if (isEnough) enough.abort()
      })
      .finally(() => (running = undefined))
    return running
  }
  const started = performance.now()
  const left = (): number => (timeoutMs === 0 ? 0 : Math.max(1, timeoutMs - (performance.now() - started)))
  const isOver = (): boolean => outer.aborted
  while (!isOver() && (timeoutMs === 0 || performance.now() - started < timeoutMs)) {
    try {
      await connection.execute(['tail', '-n', '1', '-F', '--', path], {
        effect: 'read',
        timeoutMs: left(),
        signal: outer,
        onStdout: lookOnce,
        onStderr: () => undefined,
      })
    } catch (error) {
      if (isOver() || isGtError(error, 'GT_TIMEOUT')) continue
      throw error
    }
    // It ended by itself, which it never should: somebody killed it.
    await pause(1000, outer)
  }
}
