import {AbortedError, isGtError, messageOf, TimeoutError, type Finding} from '@gt-town/contract'
import {confined} from '@gt-town/connection'
import {asFixed, type History} from '../../domain/fix/fix-history.js'
import type {Job} from '../../domain/checks/check-target.js'
import type {Problem} from '@gt-town/journal'
import type {PlannedAction} from '@gt-town/connection'
import {isProblem, type Look, type Sighting} from '../../domain/results/result.js'
import {contextOf, lookAtOnce, type LookWorld} from '../run/run-checks.js'
import type {BatchingConnection} from '@gt-town/connection'
import type {Worked, Workshop} from './fix-runner.js'

export interface RepairWorld extends LookWorld {
  readonly connection: BatchingConnection
  readonly workshop: Workshop
  readonly fixTimeoutMs: number
  readonly report?: ((line: string) => void) | undefined
  /** told of each problem that a second look has found gone */
  readonly onFixed?: ((job: Job, sightings: readonly Sighting[]) => void) | undefined
}

/** A fix may need what another one brings, so it gets a second chance in a later round, and no third. */
const maxTries = 2

/**
 * Repairs what one job found, one problem after the other, and looks again after each.
 * @returns the last look, and how many problems are gone
 */
export async function repair(
  job: Job,
  first: Look,
  history: History,
  world: RepairWorld,
): Promise<{look: Look; repaired: number}> {
  let look = first
  let repaired = 0
  const tried = new Set<string>()
  for (;;) {
    const key = look.sightings.find(
      (sighting) => isProblem(sighting) && sighting.fixable && !tried.has(sighting.key),
    )?.key
    if (key === undefined) return {look, repaired}
    tried.add(key)
    if (history.failuresOf(job, key) >= maxTries || history.isPlanned(job, key)) continue
    if (world.signal.aborted) throw new AbortedError('the doctor')
    const problems = problemsOf(look, key)
    world.report?.([job.machine, job.rig?.name, problems[0]?.message ?? job.check.title].filter(Boolean).join(': '))
    const problem = problemOf(job, key)
    let worked = await applyFix(job, problems, problem, world)
    look = await lookAgain(job, look, world)
    if (isGtError(worked.error, 'GT_OVERTAKEN') && !isGone(look, key)) {
      // Nothing was done yet, since what was seen was out of date.
      worked = await applyFix(job, problemsOf(look, key), problem, world)
      look = await lookAgain(job, look, world)
    }
    const {error, planned} = worked
    const fixed = isGone(look, key)
    if (fixed && planned === undefined)
      world.onFixed?.(
        job,
        problems.map((seen) => asFixed(seen, problems.length)),
      )
    const reason = error === undefined ? unrepaired(look) : messageOf(error)
    await world.workshop.conclude(problem, fixed ? {fixed} : {fixed, error: reason})
    if (fixed) repaired++
    if (planned) history.plan(job, key, {actions: planned, ...whyNot(planned, fixed, reason)})
    else if (!fixed) history.failed(job, key, reason)
  }
}

async function lookAgain(job: Job, before: Look, world: RepairWorld): Promise<Look> {
  world.connection.forget()
  return (await lookAtOnce([job], world))[0] ?? before
}

async function applyFix(
  job: Job,
  sightings: readonly Sighting[],
  problem: Problem,
  world: RepairWorld,
): Promise<Worked> {
  const {scene, workshop, fixTimeoutMs} = world
  const {check} = job
  const town = scene.workspace
  if (!check.fix || !town) return {error: new Error('there is no town to repair')}
  return workshop.work(town, problem, async (connection) => {
    const controller = new AbortController()
    const signal = AbortSignal.any([world.signal, controller.signal])
    const context = contextOf(job, {...world, connection: confined(connection, town.root)}, signal, [])
    let timer: NodeJS.Timeout | undefined
    const deadline = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new TimeoutError('the fix', fixTimeoutMs))
        controller.abort()
      }, fixTimeoutMs)
    })
    try {
      for (const sighting of sightings) await Promise.race([check.fix?.(context, findingOf(sighting)), deadline])
    } finally {
      clearTimeout(timer)
    }
  })
}

/** A plan that ends at a program says so itself; any other that does not help has a reason. */
function whyNot(planned: readonly PlannedAction[], fixed: boolean, reason: string): {problem?: string} {
  return fixed || planned.at(-1)?.action === 'run' ? {} : {problem: reason}
}

function problemOf({check, rig}: Job, key: string): Problem {
  return {id: check.id, ...(rig && {rig: rig.name}), ...(key !== '' && {key})}
}

function problemsOf(look: Look, key: string): Sighting[] {
  return look.sightings.filter((sighting) => sighting.key === key && isProblem(sighting) && sighting.fixable)
}

function unrepaired({sightings}: Look): string {
  const canTell = sightings.every((sighting) => sighting.status === 'pass' || isProblem(sighting))
  return canTell
    ? 'the fix ran, and the problem is still there'
    : 'the fix ran, but whether it helped could not be seen'
}

/** A look that could not tell proves nothing. */
function isGone({sightings}: Look, key: string): boolean {
  return sightings.every(
    ({status, key: other}) => status === 'pass' || ((status === 'fail' || status === 'warn') && other !== key),
  )
}

function findingOf({status, key, message, hint, details, path}: Sighting): Finding {
  return {
    status: status === 'warn' ? 'warn' : 'fail',
    ...(key !== '' && {key}),
    ...(message !== undefined && {message}),
    ...(hint !== undefined && {hint}),
    ...(details !== undefined && {details: [...details]}),
    ...(path !== undefined && {path}),
  }
}
