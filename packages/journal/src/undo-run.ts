import {join, relative} from 'node:path'
import {AbortedError, type Connection, type Workspace} from '@gt-town/contract'
import {confined} from '@gt-town/connection'
import {journalFile, runFolder, stagingFolder} from '@gt-town/town-layout'
import type {Entry, JournalRecord} from './journal.js'
import {planUndo, type UndoPlan} from './undo-plan.js'
import type {UndoStep} from './undo-steps.js'
import {readCurrentStates} from './current-states.js'
import {KnownStates} from './known-states.js'
import {resolveEntries, type RunLocation} from './resolve-entries.js'
import {revertStep, sweepDeleted, sweepTemporary} from './revert-step.js'
import type {KeptRun} from './runs-folder.js'

export interface UndoOptions {
  /** undo what can be undone, where something was changed since */
  readonly partial: boolean
  readonly dryRun: boolean
  readonly signal: AbortSignal
}

/**
 * Undoes the changes of a run, last first. Only for who holds the lock of the runs.
 * @param later paths that later runs changed, with the run: these are left
 * @returns what was undone (or would be), and what was changed since: then nothing is undone unless `partial`
 */
export async function undoRun(
  inner: Connection,
  town: Workspace,
  {id, journal}: KeptRun,
  later: ReadonlyMap<string, string>,
  options: UndoOptions,
): Promise<UndoPlan> {
  const {partial, dryRun, signal} = options
  const began = Date.now()
  const connection = confined(inner, town.root)
  const location: RunLocation = {connection, root: town.root, folder: runFolder(town, id)}
  const entries = await resolveEntries(location, journal.entries)
  const known = knownAfter(entries, journal.records)
  const plan = planUndo(entries, known, await readCurrentStates(connection, town.root, known), {
    later,
    staging: relative(town.root, stagingFolder(town)),
  })
  if (dryRun || (plan.conflicts.length > 0 && !partial)) return plan

  const note = async (record: JournalRecord): Promise<void> => {
    // The line feed before it ends a line that was cut off.
    await connection.appendFile(journalFile(town, id), `\n${JSON.stringify(record)}\n`)
  }
  await sweepDeleted(location)
  await note({type: 'undo', at: new Date().toISOString(), partial})
  for (const {change, after, undo} of journal.entries) {
    const isPending = after === undefined || undo === 'begun'
    if (change.op === 'write' && isPending) await sweepTemporary(connection, join(town.root, change.path), began)
  }
  const end = {type: 'undo-end', at: new Date().toISOString(), left: plan.conflicts.map(({path}) => path)} as const
  const last = plan.steps.findLast((step) => closesJournal(step, town))
  for (const [index, step] of plan.steps.entries()) {
    if (signal.aborted) throw new AbortedError('the undo')
    await note({type: 'undoing', n: step.n})
    // Nothing can be noted any more after that one.
    if (step === last) await note(end)
    await revertStep(location, step, isProven(known, step))
    const isLastOfEntry = plan.steps[index + 1]?.n !== step.n
    if (step !== last && isLastOfEntry) await note({type: 'undone', n: step.n})
  }
  if (!last) await note(end)
  return plan
}

function knownAfter(entries: readonly Entry[], records: readonly JournalRecord[]): KnownStates {
  const byNumber = new Map(entries.map((entry) => [entry.n, entry]))
  const known = new KnownStates()
  for (const record of records) {
    if (record.type === 'settled') known.noteTrees(record.after)
    const entry = record.type === 'do' ? byNumber.get(record.n) : undefined
    if (entry) known.apply(entry)
  }
  return known
}

/** Whether a step takes the permission to write the journal away; it is the first change of its run, so the last to go. */
function closesJournal(step: UndoStep, {configDir}: Workspace): boolean {
  return step.do === 'mode' && step.path === configDir
}

function isProven(known: KnownStates, step: UndoStep): boolean {
  if (step.do !== 'take away' && step.do !== 'swap') return false
  const state = known.byPath.get(step.path)?.state
  return state?.kind === 'tree' ? state.print !== undefined : state !== undefined
}
