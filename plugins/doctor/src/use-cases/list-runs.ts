import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import type {RunState} from '@gt-town/journal'
import {runsFolder} from '@gt-town/town-layout'
import {readRuns, type KeptRun} from '@gt-town/journal'

export interface ListedRun extends KeptRun {
  readonly state: RunState
}

/** The runs of `--fix` that left a journal, newest first. */
export async function listRuns(connection: Connection, town: Workspace): Promise<ListedRun[]> {
  const runs = await readRuns(connection, town)
  // Only the newest can be at work: they follow each other.
  const isBusy = runs.at(-1)?.journal.state === 'interrupted' && (await isAtWork(connection, town))
  return runs
    .map(
      (run, index) => ({...run, state: isBusy && index === runs.length - 1 ? 'running' : run.journal.state}) as const,
    )
    .reverse()
}

async function isAtWork(connection: Connection, town: Workspace): Promise<boolean> {
  try {
    await connection.withLock(runsFolder(town), async () => Promise.resolve(), {timeoutMs: 0})
    return false
  } catch (error) {
    if (isGtError(error, 'GT_LOCK_BUSY')) return true
    throw error
  }
}
