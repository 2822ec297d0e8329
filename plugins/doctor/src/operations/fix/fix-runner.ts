import {RevocableConnection, type PlannedAction, type RecordingConnection} from '@gt-town/connection'
import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {JournalingConnection, RunJournal, type Problem, type RunFacts} from '@gt-town/journal'

export interface FixOutcome {
  /** what the fix threw */
  readonly error?: unknown
  /** what it would have done; absent where it did it */
  readonly planned?: readonly PlannedAction[]
}

/** Runs fixes one at a time, each with a connection that may write until the fix is over. */
export interface FixRunner {
  /** Never rejects. */
  run(town: Workspace, problem: Problem, fix: (connection: Connection) => Promise<void>): Promise<FixOutcome>
  /** Told after the run of the check that follows a fix. */
  conclude(problem: Problem, outcome: {fixed: boolean; error?: string}): Promise<void>
  close(): Promise<void>
}

/** Really fixes, and keeps a journal of it. */
export function journalingFixRunner(connection: Connection, facts: RunFacts, signal: AbortSignal): FixRunner {
  let journal: RunJournal | undefined
  return {
    async run(town, problem, fix) {
      journal ??= new RunJournal(connection, town, facts, signal)
      return {error: await errorOf(fix, new JournalingConnection(connection, journal, problem))}
    },
    conclude: async (problem, outcome) => journal?.conclude(problem, outcome),
    close: async () => journal?.close(),
  }
}

/** Only notes what would be done. */
export function planningFixRunner(connection: RecordingConnection): FixRunner {
  return {
    async run(_town, _problem, fix) {
      const error = await errorOf(fix, connection)
      return {planned: connection.take(), ...(isGtError(error, 'GT_WOULD_RUN') ? {} : {error})}
    },
    conclude: async () => Promise.resolve(),
    close: async () => Promise.resolve(),
  }
}

/** What the fix throws, if anything. When it is over, it can only read. */
async function errorOf(fix: (connection: Connection) => Promise<void>, connection: Connection): Promise<unknown> {
  const revocable = new RevocableConnection(connection)
  try {
    await fix(revocable)
    return undefined
  } catch (error) {
    return error ?? new Error('nothing was thrown')
  } finally {
    revocable.revoke()
  }
}
