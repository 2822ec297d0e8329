import {AbortedError, confined, messageOf, TimeoutError, type Connection, type Finding} from '@gt-town/contract'
import type {History} from '../domain/history.js'
import type {Job} from '../domain/job.js'
import {isProblem, type Look, type Sighting} from '../domain/sighting.js'
import {contextOf, lookAtOnce, type LookWorld} from './look.js'
import type {ReadAhead} from './read-ahead.js'

export interface RepairWorld extends LookWorld {
  readonly connection: ReadAhead
  /** the one that may write */
  readonly writable: Connection
  readonly fixTimeoutMs: number
  readonly report?: ((line: string) => void) | undefined
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
    if (history.failuresOf(job, key) >= maxTries) continue
    if (world.signal.aborted) throw new AbortedError('the doctor')
    const problems = problemsOf(look, key)
    world.report?.([job.rig?.name, problems[0]?.message ?? job.check.title].filter(Boolean).join(': '))
    const error = await applyFix(job, problems, world)
    world.connection.forget()
    look = (await lookAtOnce([job], world))[0] ?? look
    if (isGone(look, key)) repaired++
    else history.failed(job, key, error ?? unrepaired(look))
  }
}

/** @returns why it failed, or undefined */
async function applyFix(job: Job, problems: readonly Sighting[], world: RepairWorld): Promise<string | undefined> {
  const {scene, writable, fixTimeoutMs} = world
  if (!job.check.fix || !scene.workspace) return 'there is no town to repair'
  const controller = new AbortController()
  const connection = confined(writable, scene.workspace.root)
  const context = contextOf(job, {...world, connection}, AbortSignal.any([world.signal, controller.signal]), [])
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new TimeoutError('the fix', fixTimeoutMs))
      controller.abort()
    }, fixTimeoutMs)
  })
  try {
    for (const problem of problems) await Promise.race([job.check.fix(context, findingOf(problem)), deadline])
    return undefined
  } catch (error) {
    return messageOf(error)
  } finally {
    clearTimeout(timer)
  }
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
