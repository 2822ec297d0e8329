import type {Before, Entry} from './journal.js'
import type {State} from './state.js'
import {isUnder} from './known-states.js'

/** How one change is undone. Paths are relative to the town, `kept` to the run's folder. */
export type UndoStep = {readonly n: number} & (
  | {readonly do: 'restore'; readonly path: string; readonly kept: string; readonly mode: number}
  | {readonly do: 'mode'; readonly path: string; readonly mode: number}
  /** `folderMode`: of the empty folder that was replaced */
  | {readonly do: 'move'; readonly from: string; readonly to: string; readonly folderMode?: number}
  | {readonly do: 'bring back'; readonly path: string; readonly kept: string}
  /** a file, a link or an empty folder that was made */
  | {readonly do: 'remove'; readonly path: string; readonly isLock: boolean}
  /** a folder with all in it */
  | {readonly do: 'take away'; readonly path: string}
  | {readonly do: 'swap'; readonly path: string; readonly kept: string}
)

/** The steps that undo changes, last change first. */
export function undoSteps(entries: readonly Entry[]): UndoStep[] {
  const steps: UndoStep[] = []
  /** what the run made and removed again: whatever happened in it is gone already */
  const removed: string[] = []
  const isGone = (path: string): boolean => removed.some((folder) => isUnder(path, folder))
  for (const {n, change, before, after} of entries.toReversed()) {
    switch (change.op) {
      case 'write': {
        const old = before[0]
        if (isGone(change.path) || !old || old.born) break
        if (old.state.kind === 'absent') steps.push({n, do: 'remove', path: change.path, isLock: false})
        else if (old.kept !== undefined)
          steps.push({n, do: 'restore', path: change.path, kept: old.kept, mode: modeOf(old.state)})
        break
      }
      case 'make':
      case 'link':
      case 'lock':
        if (!isGone(change.path)) steps.push({n, do: 'remove', path: change.path, isLock: change.op === 'lock'})
        break
      case 'mode': {
        const old = before[0]
        if (old && !old.born && !isGone(change.path))
          steps.push({n, do: 'mode', path: change.path, mode: modeOf(old.state)})
        break
      }
      case 'move':
        if (!isGone(change.from)) steps.push(moveBack(n, change, before))
        else if (!isGone(change.to)) steps.push({n, do: 'take away', path: change.to})
        break
      case 'remove':
        if (isGone(change.path)) break
        if (change.kept === undefined) {
          removed.push(change.path)
          // What a deletion that was killed has left.
          if (after?.some(({state}) => state.kind !== 'absent')) steps.push({n, do: 'take away', path: change.path})
        } else steps.push({n, do: 'bring back', path: change.path, kept: change.kept})
        break
      case 'run':
        for (const {path, state, kept, born} of before) {
          if (isGone(path) || born) continue
          if (state.kind === 'absent') steps.push({n, do: 'take away', path})
          else if (kept !== undefined) steps.push({n, do: 'swap', path, kept})
        }
        break
    }
  }
  return steps
}

function moveBack(n: number, {from, to}: {from: string; to: string}, before: readonly Before[]): UndoStep {
  const replaced = before.find(({path}) => path === to)?.state
  return {n, do: 'move', from: to, to: from, ...(replaced?.kind === 'folder' && {folderMode: replaced.mode})}
}

function modeOf(state: State): number {
  return 'mode' in state ? state.mode : 0o644
}
