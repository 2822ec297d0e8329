import {isGtError, type Place} from '@gt-town/contract'
import {retryFile} from '@gt-town/town-layout'
import type {Station} from '../domain/absolute-address.js'

/** Why mail for one machine waits, and when it is tried again. */
export interface Retry {
  readonly failures: number
  /** milliseconds since 1970 */
  readonly next: number
  readonly reason: string
}

export type Retries = Readonly<Record<Station, Retry>>

/** What does not make sense counts as never tried. */
export async function readRetries({connection, workspace}: Place): Promise<Retries> {
  const [found] = await connection.inspect([{op: 'read', path: retryFile(workspace), maxBytes: 1024 * 1024}])
  if (!found.ok) return {}
  try {
    const value: unknown = JSON.parse(found.value.toString())
    if (typeof value !== 'object' || value === null) return {}
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Retry] => isRetry(entry[1])))
  } catch {
    return {}
  }
}

/** @param retry undefined: the machine was reached. To be called under the lock of that machine's deliveries */
export async function noteRetry(place: Place, station: Station, retry: Retry | undefined): Promise<void> {
  const {connection, workspace} = place
  const before = await readRetries(place)
  if (retry === undefined && before[station] === undefined) return
  const others = Object.entries(before).filter(([name]) => name !== station)
  const after = Object.fromEntries(retry === undefined ? others : [...others, [station, retry]])
  try {
    await connection.writeFile(retryFile(workspace), `${JSON.stringify(after, null, 2)}\n`, {mode: 0o600})
  } catch (error) {
    // It is told to whoever asks now; only the waiting time is lost.
    if (!isGtError(error)) throw error
  }
}

function isRetry(value: unknown): value is Retry {
  if (typeof value !== 'object' || value === null) return false
  const {failures, next, reason} = value as Partial<Record<keyof Retry, unknown>>
  return typeof failures === 'number' && typeof next === 'number' && typeof reason === 'string'
}
