import type {Conflict, UndoStep} from '@gt-town/journal'
import {printable} from '@gt-town/text'

/** What `gt doctor undo --json` prints. Public API: keys are only ever added. */
export interface UndoDocument {
  run: string
  dry_run: boolean
  /** nothing was undone */
  refused: boolean
  /** what was undone, or would be */
  undone: {action: UndoStep['do']; path: string}[]
  /** what was changed since, and is left */
  conflicts: Conflict[]
}

interface Outcome {
  readonly run: {readonly id: string}
  readonly refused: boolean
  readonly steps: readonly UndoStep[]
  readonly conflicts: readonly Conflict[]
}

export function undoDocument({run, refused, steps, conflicts}: Outcome, dryRun: boolean): UndoDocument {
  const undone = refused ? [] : steps.map((step) => ({action: step.do, path: 'path' in step ? step.path : step.to}))
  return {run: run.id, dry_run: dryRun, refused, undone, conflicts: [...conflicts]}
}

export function renderUndo({run, refused, steps, conflicts}: Outcome, dryRun: boolean): string {
  const lines = conflicts.map(({path, reason}) => `  ${path} ${reason}`)
  const told = lines.length === 0 ? [] : ['Changed since the fix:', ...lines]
  if (refused) {
    return print([...told, `Nothing was undone of ${run.id}. Run it with --partial to undo everything else.`])
  }
  if (dryRun) {
    return print([
      ...steps.map((step) => `would ${wordsOf(step)}`),
      ...told,
      `Dry run of ${run.id}: nothing was written`,
    ])
  }
  const rest = lines.length === 0 ? '' : `, ${lines.length} left`
  return print([
    ...told,
    `Undid ${run.id}: ${steps.length} ${steps.length === 1 ? 'change' : 'changes'} taken back${rest}`,
  ])
}

function wordsOf(step: UndoStep): string {
  switch (step.do) {
    case 'restore':
      return `restore ${step.path}`
    case 'mode':
      return `change the mode of ${step.path} to ${step.mode.toString(8).padStart(4, '0')}`
    case 'move':
      return `move ${step.from} to ${step.to}`
    case 'bring back':
      return `bring back ${step.path}`
    case 'remove':
      return `remove ${step.path}`
    case 'take away':
      return `remove ${step.path} and all in it`
    case 'swap':
      return `restore ${step.path} and all in it`
  }
}

function print(lines: readonly string[]): string {
  return lines.map((line) => printable(line)).join('\n')
}
