import {GtError, type HubAndTarget} from '@gt-town/contract'
import {changedPathsOf, readRuns, undoRun, type KeptRun, type UndoOptions, type UndoPlan} from '@gt-town/journal'
import {runsFolder} from '@gt-town/town-layout'
import {findRun} from './list-runs.js'

/** A `--fix` that is at work may be cloning. */
const lockMs = 600_000

export interface Undone extends UndoPlan {
  readonly run: KeptRun
  /** nothing was undone, since something was changed and only all or nothing was asked for */
  readonly refused: boolean
}

/**
 * Undoes what a run of `--fix` did.
 * @param id default: the newest run that is not undone
 * @throws UsageError `GT_RUN_NOT_FOUND`; GtError `GT_NOTHING_TO_UNDO`
 */
export async function undo(
  {target: {connection, workspace}}: HubAndTarget,
  id: string | undefined,
  options: UndoOptions,
): Promise<Undone> {
  // Before the lock is taken, which would make its file.
  choose(await readRuns(connection, workspace), id)
  const lock = {timeoutMs: lockMs, signal: options.signal}
  return connection.withLock(
    runsFolder(workspace),
    async () => {
      const runs = await readRuns(connection, workspace)
      const run = choose(runs, id)
      const plan = await undoRun(connection, workspace, run, changedLater(runs, run), options)
      return {...plan, run, refused: plan.conflicts.length > 0 && !options.partial}
    },
    lock,
  )
}

/** What runs after this one changed and that was not undone. */
function changedLater(runs: readonly KeptRun[], run: KeptRun): Map<string, string> {
  const later = new Map<string, string>()
  for (const {id, journal} of runs.slice(runs.indexOf(run) + 1)) {
    if (journal.state === 'undone') continue
    for (const {change, undo: taken} of journal.entries) {
      if (taken !== 'done') for (const path of changedPathsOf(change)) later.set(path, id)
    }
  }
  return later
}

function choose(runs: readonly KeptRun[], id: string | undefined): KeptRun {
  if (id !== undefined) return findRun(runs, id)
  const run = runs.findLast(({journal}) => journal.state !== 'undone')
  if (run) return run
  throw new GtError('GT_NOTHING_TO_UNDO', 'no --fix of this town is left to undo', {
    hint: 'gt doctor runs lists them',
    exit: 1,
  })
}
