import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import type {Problem} from '@gt-town/journal'
import type {PlannedAction} from '@gt-town/connection'
import {JournalingConnection} from '@gt-town/journal'
import type {RecordingConnection} from '@gt-town/connection'
import {RevocableConnection} from '@gt-town/connection'
import {RunJournal, type RunFacts} from '@gt-town/journal'

export interface Worked {
  /** what the fix threw */
  readonly error?: unknown
  /** what it would have done; absent where it did it */
  readonly planned?: readonly PlannedAction[]
}

/** Where fixes work: one at a time, each with a connection that may write until the fix is over. */
export interface Workshop {
  /** Never rejects. */
  work(town: Workspace, problem: Problem, fix: (connection: Connection) => Promise<void>): Promise<Worked>
  /** Told after the look that follows a fix. */
  conclude(problem: Problem, outcome: {fixed: boolean; error?: string}): Promise<void>
  close(): Promise<void>
}

/** Really repairs, and keeps a journal of it. */
export function journalingWorkshop(connection: Connection, facts: RunFacts, signal: AbortSignal): Workshop {
  let journal: RunJournal | undefined
  return {
    async work(town, problem, fix) {
      journal ??= new RunJournal(connection, town, facts, signal)
      const bench = new RevocableConnection(new JournalingConnection(connection, journal, problem))
      return {error: await outcomeOf(fix(bench), () => bench.revoke())}
    },
    conclude: async (problem, outcome) => journal?.conclude(problem, outcome),
    close: async () => journal?.close(),
  }
}

/** Only notes what would be done. */
export function planningWorkshop(connection: RecordingConnection): Workshop {
  return {
    async work(_town, _problem, fix) {
      const bench = new RevocableConnection(connection)
      const error = await outcomeOf(fix(bench), () => bench.revoke())
      return {planned: connection.take(), ...(isGtError(error, 'GT_WOULD_RUN') ? {} : {error})}
    },
    conclude: async () => Promise.resolve(),
    close: async () => Promise.resolve(),
  }
}

async function outcomeOf(fix: Promise<void>, revoke: () => void): Promise<unknown> {
  try {
    await fix
    return undefined
  } catch (error) {
    return error ?? new Error('nothing was thrown')
  } finally {
    revoke()
  }
}
