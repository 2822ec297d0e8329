import type {Entry} from './journal.js'
import {isSameState, type State} from './state.js'
import {undoSteps, type UndoStep} from './undo-steps.js'
import type {CurrentStates} from './current-states.js'
import {isUnder, type KnownStates} from './known-states.js'

export interface Conflict {
  readonly path: string
  readonly reason: string
}

export interface UndoPlan {
  readonly steps: readonly UndoStep[]
  /** what somebody changed since, and what is left with it */
  readonly conflicts: readonly Conflict[]
}

export interface PlanOptions {
  /** paths that later runs changed, with the run */
  readonly later?: ReadonlyMap<string, string>
  /** where things are made before they are put in place; other commands delete what was left there */
  readonly staging?: string
}

/**
 * What can be undone of a run. A change is left where anything that it touched was changed since, and so are the others
 * that touched the same paths.
 * @param known the states after the entries, all of them
 */
export function planUndo(
  entries: readonly Entry[],
  known: KnownStates,
  current: CurrentStates,
  {later = new Map(), staging}: PlanOptions = {},
): UndoPlan {
  const groups = groupsOf(entries)
  const left = new Set<number>()
  const conflicts: Conflict[] = []
  const leave = (path: string, reason: string): void => {
    if (conflicts.some((conflict) => conflict.path === path)) return
    conflicts.push({path, reason})
    const group = groups.get(known.byPath.get(path)?.n ?? 0)
    if (group !== undefined) left.add(group)
  }
  const isHalfRestored = halfRestoredBy(entries)
  for (const [path, {state}] of known.byPath) {
    const now = current.states.get(path)
    const run = later.get(path)
    if (now?.kind === 'absent' && staging !== undefined && isUnder(path, staging)) continue
    if (run !== undefined) leave(path, `was changed again by ${run}`)
    else if (!now || isSameState(state, now) || isHalfRestored(path, now)) continue
    else leave(path, reasonOf(state, now))
  }
  for (let before = -1; before !== left.size;) {
    before = left.size
    for (const [folder, names] of current.names) {
      const foreign = names.filter((name) => {
        const own = known.byPath.get(`${folder}/${name}`)
        return !own || own.state.kind === 'absent' || left.has(groups.get(own.n) ?? -1)
      })
      if (foreign.length > 0) leave(folder, `holds ${some(foreign)}, which the fix did not make`)
    }
  }
  const steps = undoSteps(entries.filter(({n, undo}) => undo !== 'done' && !left.has(groups.get(n) ?? -1)))
  return {steps, conflicts: conflicts.sort((a, b) => (a.path < b.path ? -1 : 1))}
}

/** Entries that touched one path, or a path in what another moved, removed or handed to a program, belong together. */
function groupsOf(entries: readonly Entry[]): Map<number, number> {
  const groups = new Map(entries.map(({n}) => [n, n]))
  const owners = new Map<string, number>()
  const join = (a: number, b: number): void => {
    const [from, to] = [groups.get(a), groups.get(b)]
    if (from === undefined || to === undefined || from === to) return
    for (const [n, group] of groups) if (group === from) groups.set(n, to)
  }
  const wholes: {n: number; path: string}[] = []
  for (const {n, change} of entries) {
    for (const path of changedPathsOf(change)) {
      const owner = owners.get(path)
      if (owner === undefined) owners.set(path, n)
      else join(n, owner)
      if (['move', 'remove', 'run'].includes(change.op)) wholes.push({n, path})
    }
  }
  for (const {n, path} of wholes) {
    for (const [other, owner] of owners) if (isUnder(other, path)) join(owner, n)
  }
  return groups
}

export function changedPathsOf(change: Entry['change']): readonly string[] {
  if (change.op === 'move') return [change.from, change.to]
  return change.op === 'run' ? change.paths : [change.path]
}

/** An undo that was killed may have put the bytes back and not yet the mode, or moved away what a copy is to replace. */
function halfRestoredBy(entries: readonly Entry[]): (path: string, now: State) => boolean {
  const begun = entries.filter(({undo}) => undo === 'begun')
  return (path, now) =>
    begun.some(({change, before, isMovedBack}) => {
      if (change.op === 'remove' && change.path === path && now.kind === 'absent') return true
      if (change.op === 'run') return change.paths.includes(path) && now.kind === 'absent'
      if (change.op === 'move') return isMovedBack === true && change.to === path && now.kind === 'folder'
      if (change.op !== 'write' || change.path !== path || now.kind !== 'file') return false
      const old = before[0]?.state
      return now.sha === change.sha || (old?.kind === 'file' && now.sha === old.sha)
    })
}

function reasonOf(expected: State, now: State): string {
  if (now.kind === 'absent') return 'is gone'
  if (expected.kind === 'absent') return 'is there again'
  if (expected.kind !== now.kind && expected.kind !== 'tree') return 'is something else now'
  const hasMode = 'mode' in expected && 'mode' in now && expected.mode !== now.mode
  const isOnlyMode = hasMode && isSameState(expected, {...now, mode: expected.mode})
  return isOnlyMode ? 'has another mode now' : 'was changed'
}

function some(names: readonly string[]): string {
  const more = names.length - 3
  return names.slice(0, 3).join(', ') + (more > 0 ? ` and ${more} more` : '')
}
