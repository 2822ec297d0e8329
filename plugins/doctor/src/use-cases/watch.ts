import {TrackingConnection} from '@gt-town/connection'
import {AbortedError, type Connection} from '@gt-town/contract'
import {pause} from '@gt-town/waiting'
import type {Diagnosis} from '../domain/report/diagnosis.js'

export interface WatchedDiagnosis {
  readonly diagnosis: Diagnosis
  /** how many files and folders are watched from now on */
  readonly watched: number
  /** what had changed since the diagnosis before; empty for the first one */
  readonly changed: readonly string[]
}

const everyMs = 1000
/** So that asking takes at most a fifth of the time. */
const restShare = 4

/**
 * Diagnoses, and again whenever anything has changed that was read for it: it asks through the connection, so it needs
 * nothing of the machine that is watched.
 * @param diagnoseOver makes a diagnosis over the connection it is given
 * @param show told every diagnosis
 * @throws AbortedError when the signal fires, which is the only good end; what the diagnosis throws
 */
export async function watch(
  connection: Connection,
  diagnoseOver: (connection: Connection) => Promise<Diagnosis>,
  signal: AbortSignal,
  show: (watched: WatchedDiagnosis) => Promise<void>,
): Promise<never> {
  const tracking = new TrackingConnection(connection)
  let changed: readonly string[] = []
  for (;;) {
    tracking.forget()
    const diagnosis = await diagnoseOver(tracking)
    await show({diagnosis, watched: tracking.size, changed})
    changed = await nextChange(tracking, signal)
  }
}

async function nextChange(tracking: TrackingConnection, signal: AbortSignal): Promise<readonly string[]> {
  let took = 0
  for (;;) {
    await pause(Math.max(everyMs, took * restShare), signal)
    if (signal.aborted) throw new AbortedError('the watch')
    const started = performance.now()
    const changed = await tracking.changes()
    took = performance.now() - started
    if (changed.length > 0) return changed
  }
}
