import {
  AbortedError,
  messageOf,
  type Connection,
  type EnvironmentContext,
  type MachineContext,
  type RigContext,
  type WorkspaceContext,
} from '@gt-town/contract'
import type {Job} from '../domain/job.js'
import type {Scene} from '../domain/plan-jobs.js'
import {readFindings} from '../domain/read-findings.js'
import type {Look, Sighting} from '../domain/sighting.js'
import {DeadlineGroup} from './deadline-group.js'

export interface LookWorld {
  /** read-only */
  readonly connection: Connection
  readonly scene: Scene
  readonly signal: AbortSignal
  /** of every check, instead of its own */
  readonly timeoutMs?: number | undefined
}

export const defaultTimeoutMs = 10_000

/**
 * Starts all jobs at once, so that a connection can answer their questions together. One that throws, hangs or answers
 * nonsense has a sighting that says so; the others are not touched, and what a late one says is ignored.
 * @throws AbortedError as soon as `world.signal` fires
 */
export async function lookAtOnce(jobs: readonly Job[], world: LookWorld): Promise<Map<Job, Look>> {
  const groups = new Map<number, DeadlineGroup>()
  let interrupt: (() => void) | undefined
  const interrupted = new Promise<never>((_resolve, reject) => {
    interrupt = () => reject(new AbortedError('the doctor'))
    if (world.signal.aborted) interrupt()
    else world.signal.addEventListener('abort', interrupt, {once: true})
  })
  try {
    const looking = jobs.map(async (job) => {
      const timeoutMs = world.timeoutMs ?? job.check.timeoutMs ?? defaultTimeoutMs
      let group = groups.get(timeoutMs)
      if (!group) groups.set(timeoutMs, (group = new DeadlineGroup(timeoutMs, world.signal)))
      return lookOnce(job, world, group, timeoutMs)
    })
    const looks = await Promise.race([Promise.all(looking), interrupted])
    return new Map(jobs.map((job, index) => [job, looks[index] as Look]))
  } finally {
    for (const group of groups.values()) group[Symbol.dispose]()
    if (interrupt) world.signal.removeEventListener('abort', interrupt)
  }
}

async function lookOnce(job: Job, world: LookWorld, group: DeadlineGroup, timeoutMs: number): Promise<Look> {
  return new Promise((resolve) => {
    const started = performance.now()
    const log: string[] = []
    const end = (sightings: Sighting[]) => {
      // A copy, since a late check may go on logging.
      resolve({sightings, log: [...log], durationMs: Math.round(performance.now() - started)})
    }
    group.onExpiry(() => {
      end([{status: 'timeout', key: '', message: `took longer than ${timeoutMs / 1000} s`, fixable: false}])
    })
    const crash = (error: unknown) => {
      end([{status: 'error', key: '', message: messageOf(error), fixable: false}])
    }
    runCheck(job, contextOf(job, world, group.signal, log)).then(end, crash)
  })
}

async function runCheck({check}: Job, context: JobContext): Promise<Sighting[]> {
  return readFindings(check, await check.run(context))
}

/** A check gets what its scope is promised; one object type serves all. */
export type JobContext = EnvironmentContext & WorkspaceContext & RigContext & MachineContext

export function contextOf(job: Job, {connection, scene}: LookWorld, signal: AbortSignal, log: string[]): JobContext {
  const context = {
    connection,
    rigs: scene.rigs,
    looked: scene.looked,
    signal,
    log: (line: string) => {
      log.push(line)
    },
    ...(scene.reason !== undefined && {reason: scene.reason}),
    ...(scene.workspace && {workspace: scene.workspace}),
    ...(job.rig && {rig: job.rig}),
  }
  return context as unknown as JobContext
}
