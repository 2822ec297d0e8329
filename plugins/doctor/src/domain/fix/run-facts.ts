import type {Change, Journal, Problem, RunState} from '@gt-town/journal'

/** A run as `gt doctor runs --json` prints it. Public API: keys are only ever added. */
export interface RunSummary {
  id: string
  state: RunState
  started_at: string
  ended_at: string | null
  gt_version: string
  options: readonly string[]
  /** problems that were gone afterwards */
  fixed: number
  /** problems that were not */
  failed: number
  /** changes that were made */
  changes: number
}

/** The same with all that was changed. */
export interface RunDetails extends RunSummary {
  problems: (Problem & {fixed: boolean; error?: string})[]
  changed: (Change & {problem: string})[]
}

export function runFacts(id: string, state: RunState, journal: Journal): RunSummary {
  const {head, records, results, entries} = journal
  const end = records.find((record) => record.type === 'end')
  return {
    id,
    state,
    started_at: head.started_at,
    ended_at: end?.ended_at ?? null,
    gt_version: head.gt,
    options: head.options,
    fixed: results.filter(({fixed}) => fixed).length,
    failed: results.filter(({fixed}) => !fixed).length,
    changes: entries.length,
  }
}

export function runDetails(id: string, state: RunState, journal: Journal): RunDetails {
  return {
    ...runFacts(id, state, journal),
    problems: journal.results.map(({problem, fixed, error}) => ({
      ...problem,
      fixed,
      ...(error !== undefined && {error}),
    })),
    changed: journal.entries.map(({change, problem}) => ({...change, problem: problem.id})),
  }
}
