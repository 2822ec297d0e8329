import type {Summary} from './diagnosis.js'

/** What `doctor/last.json` holds: how the last diagnosis of the whole town ended. */
export interface LastResult {
  readonly version: 1
  /** ISO 8601, UTC */
  readonly at: string
  readonly exit_code: number
  readonly summary: Summary
}

/** After that long a result is noted again although it is the same: its time says that it still holds. */
const freshMs = 10 * 60_000

/** Noting costs a sync of the disk, so what is known already is not noted again at once. */
export function isWorthSaving(result: LastResult, before: LastResult | undefined): boolean {
  if (!before) return true
  const age = Date.parse(result.at) - Date.parse(before.at)
  const isSame = before.exit_code === result.exit_code && same(before.summary, result.summary)
  return !isSame || !(age >= 0 && age < freshMs)
}

/** @returns undefined for anything that is no result */
export function parseLastResult(text: string): LastResult | undefined {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return undefined
  }
  if (typeof document !== 'object' || document === null) return undefined
  const {version, at, exit_code: exitCode, summary} = document as Readonly<Record<string, unknown>>
  const isResult =
    version === 1 && typeof at === 'string' && !Number.isNaN(Date.parse(at)) && Number.isInteger(exitCode)
  if (!isResult || typeof summary !== 'object' || summary === null) return undefined
  const counts = summary as Readonly<Record<string, unknown>>
  const isWhole = ['failed', 'warned', 'errored'].every((key) => Number.isInteger(counts[key]))
  return isWhole ? (document as LastResult) : undefined
}

function same(a: Summary, b: Summary): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
