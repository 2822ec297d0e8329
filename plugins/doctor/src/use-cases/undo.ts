import {didYouMean} from '@gt-town/text'
import {GtError, UsageError, type Connection, type Workspace} from '@gt-town/contract'
import {runsFolder} from '@gt-town/town-layout'
import {changedPathsOf, type UndoPlan} from '@gt-town/journal'
import {readRuns, type KeptRun} from '@gt-town/journal'
import {undoRun, type UndoOptions} from '@gt-town/journal'

/** A `--fix` that is at work may be cloning. */
const lockMs = 600_000

export interface Undone extends UndoPlan {
  readonly run: KeptRun
  /** nothing was taken back, since something was changed and only all or nothing was asked for */
  readonly refused: boolean
}

/**
 * Takes back what a run of `--fix` did.
 * @param id default: the newest run that is not undone
 * @throws UsageError `GT_RUN_NOT_FOUND`; GtError `GT_NOTHING_TO_UNDO`
 */
export async function undo(
  connection: Connection,
  town: Workspace,
  id: string | undefined,
  options: UndoOptions,
): Promise<Undone> {
  // Before the lock is taken, which would make its file.
  choose(await readRuns(connection, town), id)
  const lock = {timeoutMs: lockMs, signal: options.signal}
  return connection.withLock(
    runsFolder(town),
    async () => {
      const runs = await readRuns(connection, town)
      const run = choose(runs, id)
      const plan = await undoRun(connection, town, run, changedLater(runs, run), options)
      return {...plan, run, refused: plan.conflicts.length > 0 && !options.partial}
    },
    lock,
  )
}

/** What runs after this one changed and did not take back. */
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
  if (id !== undefined) {
    const run = runs.find((one) => one.id === id)
    if (run) return run
    const ids = runs.map((one) => one.id)
    throw new UsageError('GT_RUN_NOT_FOUND', `there is no run ${JSON.stringify(id)}`, {
      hint: didYouMean(id, ids, 'run'),
    })
  }
  const run = runs.findLast(({journal}) => journal.state !== 'undone')
  if (run) return run
  throw new GtError('GT_NOTHING_TO_UNDO', 'no --fix of this town is left to undo', {
    hint: 'gt doctor runs lists them',
    exit: 1,
  })
}
