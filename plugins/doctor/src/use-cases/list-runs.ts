import {isGtError, UsageError, type Connection, type HubAndTarget, type Workspace} from '@gt-town/contract'
import {readRuns, type KeptRun, type RunState} from '@gt-town/journal'
import {didYouMean} from '@gt-town/text'
import {runsFolder} from '@gt-town/town-layout'

export interface ListedRun extends KeptRun {
  readonly state: RunState
}

/** The runs of `--fix` that left a journal, newest first. */
export async function listRuns({target}: HubAndTarget): Promise<ListedRun[]> {
  const {connection, workspace} = target
  const runs = await readRuns(connection, workspace)
  // Only the newest can be at work: they follow each other.
  const isBusy = runs.at(-1)?.journal.state === 'interrupted' && (await isAtWork(connection, workspace))
  return runs
    .map(
      (run, index) => ({...run, state: isBusy && index === runs.length - 1 ? 'running' : run.journal.state}) as const,
    )
    .reverse()
}

/** @throws UsageError `GT_RUN_NOT_FOUND` */
export function findRun<Run extends KeptRun>(runs: readonly Run[], id: string): Run {
  const run = runs.find((one) => one.id === id)
  if (run) return run
  const ids = runs.map((one) => one.id)
  throw new UsageError('GT_RUN_NOT_FOUND', `there is no run ${JSON.stringify(id)}`, {hint: didYouMean(id, ids, 'run')})
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
