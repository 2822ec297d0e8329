import {isId, parseRecord} from './message.js'

/** How far a copy of a message is, least first. `archived` is the owner's own business and no receipt. */
export const receiptStates = ['accepted', 'delivered', 'announced', 'read', 'acknowledged'] as const
export type ReceiptState = (typeof receiptStates)[number]

export const ownerStates = ['announced', 'read', 'acknowledged', 'archived'] as const
export type OwnerState = (typeof ownerStates)[number]

/** A line beside an inbox: something happened to one message, and who says so. */
export interface OwnerEvent {
  readonly id: string
  readonly state: OwnerState
  /** ISO 8601, UTC */
  readonly at: string
  /** absolute address */
  readonly by: string
  /** what shows it, such as `gt mail check --hook claude` */
  readonly evidence: string
}

/** A line among what was sent: how far the copy of one recipient is. */
export interface Receipt {
  readonly id: string
  /** the recipient's absolute address */
  readonly to: string
  readonly state: Exclude<ReceiptState, 'accepted'> | 'dead'
  readonly at: string
  readonly evidence: string
}

export function printOwnerEvent({id, state, at, by, evidence}: OwnerEvent): string {
  return JSON.stringify({v: 1, id, state, at, by, evidence})
}

export function parseOwnerEvent(line: string): OwnerEvent | undefined {
  const record = parseRecord(line)
  const state = ownerStates.find((known) => known === record?.['state'])
  if (record === undefined || state === undefined || !isId(record['id'])) return undefined
  return {id: record['id'], state, at: text(record['at']), by: text(record['by']), evidence: text(record['evidence'])}
}

export function printReceipt({id, to, state, at, evidence}: Receipt): string {
  return JSON.stringify({v: 1, id, to, state, at, evidence})
}

export function parseReceipt(record: Record<string, unknown>): Receipt | undefined {
  const state = ([...receiptStates.slice(1), 'dead'] as Receipt['state'][]).find((known) => known === record['state'])
  if (state === undefined || !isId(record['id']) || typeof record['to'] !== 'string') return undefined
  return {id: record['id'], to: record['to'], state, at: text(record['at']), evidence: text(record['evidence'])}
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
