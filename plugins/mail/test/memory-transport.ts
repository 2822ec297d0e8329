import {GtError} from '@gt-town/contract'
import type {OutboxEntry} from '../src/domain/outbox-entry.js'
import type {Batch, BatchOutcome, MailTransport} from '../src/operations/transport.js'

/** A machine that exists only in memory; it passes the same suite as the real ones. */
export class MemoryTransport implements MailTransport {
  readonly mailboxes = new Map<string, string[]>()
  readonly sent: string[] = []
  outbox: OutboxEntry[] = []
  isDown = false
  readonly #station: string

  /** @param people absolute addresses of who is there */
  constructor(station: string, people: readonly string[]) {
    this.#station = station
    for (const address of people) this.mailboxes.set(address, [])
  }

  async deliver(batches: readonly Batch[]): Promise<BatchOutcome[]> {
    this.#refuseWhenDown()
    return Promise.resolve(
      batches.map(({to, lines}): BatchOutcome => {
        const box = to === undefined ? this.sent : this.mailboxes.get(to)
        if (box === undefined) return {state: 'unknown', reason: `there is no ${to ?? ''}`}
        const there = new Set(box)
        for (const line of lines) if (!there.has(line)) box.push(line)
        return {state: 'delivered'}
      }),
    )
  }

  async collect(take: (entries: readonly OutboxEntry[]) => Promise<void>): Promise<void> {
    this.#refuseWhenDown()
    const isOwn = (address: string): boolean => address.startsWith(`${this.#station}:`)
    const taken = this.outbox.flatMap((entry): OutboxEntry[] => {
      if (entry.kind === 'receipts') return [entry]
      const waiting = entry.waiting.filter((address) => !isOwn(address))
      return waiting.length === 0 ? [] : [{...entry, waiting, recipients: waiting}]
    })
    if (taken.length === 0) return
    await take(taken)
    this.outbox = this.outbox.flatMap((entry): OutboxEntry[] => {
      if (entry.kind === 'receipts') return []
      const waiting = entry.waiting.filter(isOwn)
      return waiting.length === 0 ? [] : [{...entry, waiting}]
    })
  }

  #refuseWhenDown(): void {
    if (this.isDown) throw new GtError('GT_CONNECT_FAILED', `${this.#station} does not answer`)
  }
}
