import type {State} from './state.js'

/** The problem a change belongs to. */
export interface Problem {
  readonly id: string
  readonly rig?: string
  readonly key?: string
}

/** One change of a fix. Paths are relative to the town. */
export type Change =
  /** the whole file, or more at its end; `sha` is of the bytes it then has */
  | {readonly op: 'write'; readonly path: string; readonly sha: string}
  | {readonly op: 'make'; readonly path: string}
  | {readonly op: 'mode'; readonly path: string; readonly mode: number}
  | {readonly op: 'move'; readonly from: string; readonly to: string}
  /** `kept`: where in the run's folder it was moved to; absent for what this run had made itself, which is deleted */
  | {readonly op: 'remove'; readonly path: string; readonly kept?: string}
  | {readonly op: 'link'; readonly path: string; readonly target: string}
  /** the file of a lock that was taken for the first time */
  | {readonly op: 'lock'; readonly path: string}
  | {readonly op: 'run'; readonly argv: readonly string[]; readonly paths: readonly string[]}

/** What was at a path before; `kept` names the copy in the run's folder. `born`: this run itself had made it, so there is none. */
export interface Before {
  readonly path: string
  readonly state: State
  readonly kept?: string
  readonly born?: boolean
}

export interface After {
  readonly path: string
  readonly state: State
}

interface Head {
  readonly type: 'head'
  readonly version: 1
  /** of gt */
  readonly gt: string
  readonly options: readonly string[]
  readonly town: string
  readonly started_at: string
}

/** A line of `journal.jsonl`: `do` before a change, `did` or `failed` after it, and the same for its undo. */
export type JournalRecord =
  | Head
  | {
      readonly type: 'do'
      readonly n: number
      readonly problem: Problem
      readonly change: Change
      readonly before: readonly Before[]
    }
  | {readonly type: 'did'; readonly n: number; readonly after: readonly After[]}
  | {readonly type: 'failed'; readonly n: number; readonly error: string}
  /** what programs had made by the end of a fix */
  | {readonly type: 'settled'; readonly after: readonly After[]}
  | {readonly type: 'result'; readonly problem: Problem; readonly fixed: boolean; readonly error?: string}
  | {readonly type: 'end'; readonly ended_at: string}
  | {readonly type: 'undo'; readonly at: string; readonly partial: boolean}
  | {readonly type: 'undoing'; readonly n: number}
  | {readonly type: 'undone'; readonly n: number}
  | {readonly type: 'undo-end'; readonly at: string; readonly left: readonly string[]}

/** A change that happened, or that may have when gt was killed in the middle of it. */
export interface Entry {
  readonly n: number
  readonly problem: Problem
  readonly change: Change
  readonly before: readonly Before[]
  /** absent: nobody noted whether it happened */
  readonly after?: readonly After[]
  readonly undo?: 'begun' | 'done'
  /** of a move whose undo was killed: it is back, and only the empty folder that it had replaced is not */
  readonly isMovedBack?: boolean
}

export type RunState = 'running' | 'complete' | 'interrupted' | 'undone' | 'partly undone'

/** All that a journal says. */
export interface Journal {
  readonly head: Head
  readonly records: readonly JournalRecord[]
  readonly entries: readonly Entry[]
  readonly results: readonly {readonly problem: Problem; readonly fixed: boolean; readonly error?: string}[]
  readonly state: Exclude<RunState, 'running'>
}

/** @returns undefined where this is no journal of gt's. A line that a crash cut off says nothing. */
export function parseJournal(text: string): Journal | undefined {
  const records = text.split('\n').flatMap(recordOf)
  const [head] = records
  if (head?.type !== 'head') return undefined
  const entries = entriesOf(records)
  const results = records.filter((record) => record.type === 'result')
  return {head, records, entries, results, state: stateOf(records, entries)}
}

function recordOf(line: string): JournalRecord[] {
  if (line === '') return []
  try {
    const value: unknown = JSON.parse(line)
    return typeof value === 'object' && value !== null && 'type' in value ? [value as JournalRecord] : []
  } catch {
    return []
  }
}

function entriesOf(records: readonly JournalRecord[]): Entry[] {
  const entries = new Map<number, Entry>()
  const amend = (n: number, more: Partial<Entry>): void => {
    const entry = entries.get(n)
    if (entry) entries.set(n, {...entry, ...more})
  }
  for (const record of records) {
    if (record.type === 'do') entries.set(record.n, record)
    else if (record.type === 'did') amend(record.n, {after: record.after})
    else if (record.type === 'failed') entries.delete(record.n)
    else if (record.type === 'undoing') amend(record.n, {undo: 'begun'})
    else if (record.type === 'undone') amend(record.n, {undo: 'done'})
  }
  return [...entries.values()].sort((a, b) => a.n - b.n)
}

function stateOf(records: readonly JournalRecord[], entries: readonly Entry[]): Journal['state'] {
  const last = records.findLast(({type}) => type === 'undo' || type === 'undo-end')
  if (last?.type === 'undo-end') return last.left.length === 0 ? 'undone' : 'partly undone'
  // Also where an undo was killed before it undid anything.
  if (last && entries.some(({undo}) => undo !== undefined)) return 'partly undone'
  return records.some(({type}) => type === 'end') ? 'complete' : 'interrupted'
}
