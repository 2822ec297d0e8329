import {
  AbortedError,
  isGtError,
  messageOf,
  ownDeadline,
  type Connection,
  type EnvironmentContext,
  type MachineContext,
  type RigContext,
  type WorkspaceContext,
} from '@gt-town/contract'
import {markIgnored, type IgnoreList} from '../../domain/ignore/ignore-list.js'
import type {Job} from '../../domain/checks/check-target.js'
import type {Looking} from '../../domain/checks/run-progress.js'
import type {Scene} from '../../domain/checks/plan-targets.js'
import {readFindings} from '../../domain/results/read-findings.js'
import type {Look, Sighting} from '../../domain/results/result.js'
import {Deadline} from '@gt-town/waiting'

export interface LookWorld {
  /** read-only */
  readonly connection: Connection
  readonly scene: Scene
  /** what to leave out of account */
  readonly ignores?: IgnoreList
  readonly signal: AbortSignal
  /** of every check, instead of its own */
  readonly timeoutMs?: number | undefined
  /** no check may take longer than to this moment of `performance.now()` */
  readonly until?: number | undefined
  readonly looking?: Looking | undefined
}

const defaultTimeoutMs = 10_000
/** How much longer we wait for a check that keeps its deadline itself: it may have to wait for its turn. */
const roomMs = 10 * 60_000

/**
 * Starts all jobs at once, so that a connection can answer their questions together. One that throws, hangs or answers
 * nonsense has a sighting that says so; the others are not touched, and what a late one says is ignored.
 * @returns what each saw, in the order of the jobs
 * @throws AbortedError as soon as `world.signal` fires
 */
export async function lookAtOnce(jobs: readonly Job[], world: LookWorld): Promise<Look[]> {
  const groups = new Map<number, Deadline>()
  const looks: (Look | undefined)[] = jobs.map(() => undefined)
  let interrupt = (): void => undefined
  const leftMs = world.until === undefined ? Infinity : Math.max(1, Math.ceil(world.until - performance.now()))
  world.looking?.begin(jobs)
  try {
    await new Promise<void>((resolve, reject) => {
      interrupt = () => reject(new AbortedError('the doctor'))
      if (world.signal.aborted) interrupt()
      world.signal.addEventListener('abort', interrupt, {once: true})
      let open = jobs.length
      const settle = (index: number, job: Job, look: Look): void => {
        if (looks[index]) return
        world.looking?.end(job)
        looks[index] = world.ignores ? markIgnored(world.ignores, job, look) : look
        if (--open === 0) resolve()
      }
      if (open === 0) resolve()
      jobs.forEach((job, index) => {
        const own = Math.min(world.timeoutMs ?? job.check.timeoutMs ?? defaultTimeoutMs, leftMs)
        const timeoutMs = ownDeadline in job.check ? Math.min(own + roomMs, leftMs) : own
        let group = groups.get(timeoutMs)
        if (!group) groups.set(timeoutMs, (group = new Deadline(timeoutMs, world.signal)))
        group.onExpiry(() => settle(index, job, lateLook(timeoutMs)))
        void lookOnce(job, world, group.signal).then((look) => settle(index, job, look))
      })
    })
    return looks.filter((look) => look !== undefined)
  } finally {
    for (const group of groups.values()) group[Symbol.dispose]()
    world.signal.removeEventListener('abort', interrupt)
  }
}

/** Never rejects. */
async function lookOnce(job: Job, world: LookWorld, signal: AbortSignal): Promise<Look> {
  const started = performance.now()
  const log: string[] = []
  const done = (found: readonly Sighting[]): Look => {
    const sightings = ownDeadline in job.check ? found.map((sighting) => withCulprit(job, sighting)) : found
    return {sightings, log: log.length === 0 ? noLog : [...log], durationMs: Math.round(performance.now() - started)}
  }
  try {
    return done(readFindings(job.check, await job.check.run(contextOf(job, world, signal, log))))
  } catch (error) {
    const status = isGtError(error, 'GT_CHECK_TIMEOUT') ? 'timeout' : 'error'
    return done([{status, key: '', message: messageOf(error), fixable: false}])
  }
}

/** A check of others that could not tell is told with its plugin, whose maker has to know. */
function withCulprit({plugin, version}: Job, sighting: Sighting): Sighting {
  if (sighting.status !== 'error' && sighting.status !== 'timeout') return sighting
  return {...sighting, message: `${plugin}@${version}: ${sighting.message ?? ''}`}
}

const noLog: readonly string[] = []

function lateLook(timeoutMs: number): Look {
  const message = `took longer than ${timeoutMs / 1000} s`
  return {sightings: [{status: 'timeout', key: '', message, fixable: false}], log: noLog, durationMs: timeoutMs}
}

/** A check gets what its scope is promised; one object serves all. */
type JobContext = EnvironmentContext & WorkspaceContext & RigContext & MachineContext

export function contextOf(job: Job, world: LookWorld, signal: AbortSignal, log: string[]): JobContext {
  const {connection, scene} = world
  // A check of machines is told of the town that has the machine; its connection is the one to the machine.
  const seat = job.check.scope === 'machine' ? scene.seat : undefined
  const {workspace, rigs} = seat?.hub ?? scene
  const context = {
    connection,
    rigs,
    looked: scene.looked,
    signal,
    log: (line: string) => {
      log.push(line)
    },
    ...(scene.reason !== undefined && {reason: scene.reason}),
    ...(workspace && {workspace}),
    ...(job.rig && {rig: job.rig}),
    ...(seat && {machineName: seat.name, settings: seat.settings}),
  }
  return context as unknown as JobContext
}
