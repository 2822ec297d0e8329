import {AbortedError, type Connection} from '@gt-town/contract'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import {TrackingConnection} from '@gt-town/connection'
import {pause} from '@gt-town/waiting'

export interface Sight {
  readonly diagnosis: Diagnosis
  /** how many files and folders are watched from now on */
  readonly watched: number
  /** what had changed since the look before; empty for the first one */
  readonly changed: readonly string[]
}

const everyMs = 1000
/** So that asking takes at most a fifth of the time. */
const restShare = 4

/**
 * Looks, and looks again whenever anything has changed at which it looked: it asks through the connection, so it needs
 * nothing of the machine that is watched.
 * @param look makes a diagnosis over the connection it is given
 * @param show told every look
 * @throws AbortedError when the signal fires, which is the only good end; what the look throws
 */
export async function watch(
  connection: Connection,
  look: (connection: Connection) => Promise<Diagnosis>,
  signal: AbortSignal,
  show: (sight: Sight) => Promise<void>,
): Promise<never> {
  const footprint = new TrackingConnection(connection)
  let changed: readonly string[] = []
  for (;;) {
    footprint.forget()
    const diagnosis = await look(footprint)
    await show({diagnosis, watched: footprint.size, changed})
    changed = await nextChange(footprint, signal)
  }
}

async function nextChange(footprint: TrackingConnection, signal: AbortSignal): Promise<readonly string[]> {
  let took = 0
  for (;;) {
    await pause(Math.max(everyMs, took * restShare), signal)
    if (signal.aborted) throw new AbortedError('the watch')
    const started = performance.now()
    const changed = await footprint.changes()
    took = performance.now() - started
    if (changed.length > 0) return changed
  }
}
