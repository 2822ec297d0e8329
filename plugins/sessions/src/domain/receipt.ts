import type {Door} from './profile.js'

/** What became of a text that was sent to a session. */
export type SendReceipt = {
  readonly door: Door
  /** what it is known by: `hook`, `screen`, `pane`, `socket`, or why not */
  readonly evidence: string
} & (
  | {readonly result: 'submitted' | 'queued'}
  /** nothing of it reached the program, or nobody knows */
  | {readonly result: 'refused' | 'unconfirmed' | 'undeliverable'; readonly reason: string}
)

/** Whether the text is with the program. */
export function isGoodNews({result}: SendReceipt): boolean {
  return result === 'submitted' || result === 'queued'
}
