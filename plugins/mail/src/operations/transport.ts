import type {OutboxEntry} from '../domain/outbox-entry.js'

/** Lines for one mailbox, in the order in which they must come to lie there. */
export interface Batch {
  /** absolute address of the mailbox; undefined: what was sent from that town, where receipts go */
  readonly to: string | undefined
  readonly lines: readonly string[]
}

/**
 * `delivered`: every line is in the mailbox, once, and on the disk of its machine, which said so. `unknown`: there is no such
 * recipient, nor will there be one by trying again. `failed`: some lines may be there; trying again does no harm.
 */
export type BatchOutcome =
  | {readonly state: 'delivered'}
  | {readonly state: 'unknown'; readonly reason: string}
  | {readonly state: 'failed'; readonly reason: string}

/** Who carries mail to one machine, and from there. */
export interface MailTransport {
  /**
   * @returns the outcome of each batch, in the order given
   * @throws GtError where the machine was not reached, or nothing is known of any batch: trying again does no harm
   */
  deliver(batches: readonly Batch[], signal?: AbortSignal): Promise<BatchOutcome[]>
  /**
   * What waits in the outbox of that machine for others, oldest first.
   * @param take keeps entries for good; only then they leave that outbox. Where it throws, or the machine is lost, they are offered again
   * @throws GtError where the machine was not reached
   */
  collect(take: (entries: readonly OutboxEntry[]) => Promise<void>, signal?: AbortSignal): Promise<void>
}

export type Carry = (batches: readonly Batch[]) => Promise<BatchOutcome[]>

const maxLines = 2000
const maxBytes = 16 * 1024 * 1024

/** Carries much mail in parts; what a mailbox did not take in one part it is not offered in the next, so that order is kept. */
export async function carryInParts(carry: Carry, batches: readonly Batch[]): Promise<BatchOutcome[]> {
  const outcomes = new Map<Batch, BatchOutcome>()
  for (const part of parts(batches)) {
    const open = part.filter(({whole}) => (outcomes.get(whole)?.state ?? 'delivered') === 'delivered')
    const results = open.length === 0 ? [] : await carry(open)
    open.forEach(({whole}, at) => outcomes.set(whole, results[at] ?? {state: 'failed', reason: 'no answer'}))
  }
  return batches.map((batch) => outcomes.get(batch) ?? {state: 'delivered'})
}

function parts(batches: readonly Batch[]): (Batch & {whole: Batch})[][] {
  const found: (Batch & {whole: Batch})[][] = [[]]
  let lines = 0
  let bytes = 0
  for (const whole of batches) {
    let open: string[] | undefined
    for (const line of whole.lines) {
      if (lines > 0 && (lines >= maxLines || bytes + line.length > maxBytes)) {
        found.push([])
        open = undefined
        lines = 0
        bytes = 0
      }
      if (open === undefined) {
        open = []
        found.at(-1)?.push({to: whole.to, lines: open, whole})
      }
      open.push(line)
      lines++
      bytes += line.length
    }
  }
  return found
}
