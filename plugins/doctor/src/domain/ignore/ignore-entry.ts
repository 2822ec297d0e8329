/** One finding that is known and accepted, as `doctor.ignore` of a town's config.json names it. */
export interface IgnoreEntry {
  /** id of a check, a category, or a pattern */
  readonly id: string
  /** one rig; everything when absent */
  readonly target?: string
  readonly reason: string
  /** a day or a time, as written */
  readonly until?: string
}

export type ReadEntry =
  | {readonly ok: true; readonly entry: IgnoreEntry; readonly expired: boolean}
  | {readonly ok: false; readonly problem: string}

/** @param place of the entry in the list, for the problem */
export function readEntry(value: unknown, place: number, now: Date): ReadEntry {
  const broken = (what: string): ReadEntry => ({ok: false, problem: `doctor.ignore[${place}] ${what}`})
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return broken('is not an object')
  const {id, target, reason, until} = value as Readonly<Record<string, unknown>>
  if (!isText(id)) return broken('has no id')
  if (!isText(reason)) return broken(`gives no reason for ${id}`)
  if (target !== undefined && !isText(target)) return broken(`of ${id} has a target that names nothing`)
  if (until === undefined) {
    return {ok: true, entry: {id, reason, ...(target !== undefined && {target})}, expired: false}
  }
  const end = isText(until) ? endOf(until) : undefined
  if (!isText(until) || end === undefined) return broken(`of ${id} has an until that is neither a day nor a time`)
  return {ok: true, entry: {id, reason, until, ...(target !== undefined && {target})}, expired: now.getTime() > end}
}

/** The last millisecond of a day (in UTC, as all times of gt are), or the time itself; undefined for anything else. */
function endOf(until: string): number | undefined {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(until)
  if (!isDay && !/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(until)) return undefined
  const start = Date.parse(until)
  // Date.parse takes the 31st of February for the 3rd of March.
  const day = until.slice(0, 10)
  if (Number.isNaN(start) || new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10) !== day) return undefined
  return isDay ? start + 86_400_000 - 1 : start
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== ''
}
