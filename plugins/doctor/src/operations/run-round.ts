import {applyRequires} from '../domain/apply-requires.js'
import type {History} from '../domain/history.js'
import type {Job} from '../domain/job.js'
import type {LevelledChecks} from '../domain/level-checks.js'
import {JobIndex} from '../domain/plan-jobs.js'
import {sectionsOf} from '../domain/sections.js'
import type {Look} from '../domain/sighting.js'
import {lookAtOnce} from './look.js'
import {repair, type RepairWorld} from './repair.js'

/**
 * Lets every job look once. Without fixing all start together, whatever they require: looking harms nothing, it saves a
 * round trip per level, and what a job saw is dropped where its requirements turn out unmet. With fixing one level is
 * repaired before the next one looks.
 * @param history absent: only look
 * @returns what each job saw last, and how many problems are gone
 */
export async function runRound(
  jobs: readonly Job[],
  {levels, cycles}: LevelledChecks,
  history: History | undefined,
  world: RepairWorld,
): Promise<{looks: Map<Job, Look>; repaired: number}> {
  const index = new JobIndex(jobs)
  const levelled = byLevel(jobs, levels)
  const looks = new Map<Job, Look>()
  let repaired = 0
  for (const batch of history ? levelled : [levelled.flat()]) {
    for (const [job, look] of await lookAtOnce(batch, world)) looks.set(job, look)
    applyRequires(batch, index, cycles, looks)
    if (!history) continue
    for (const job of sectionsOf(batch).flatMap(({members}) => members)) {
      const first = looks.get(job)
      if (!first) continue
      history.remember(job, first)
      if (!job.asked) continue
      const result = await repair(job, first, history, world)
      looks.set(job, result.look)
      history.remember(job, result.look)
      repaired += result.repaired
    }
  }
  return {
    looks: new Map(
      jobs.flatMap((job) => {
        const look = looks.get(job)
        return look ? [[job, look] as const] : []
      }),
    ),
    repaired,
  }
}

function byLevel(jobs: readonly Job[], levels: LevelledChecks['levels']): Job[][] {
  const depths = new Map(levels.flatMap((level, depth) => level.map(({check}) => [check.id, depth] as const)))
  const groups: Job[][] = levels.map(() => [])
  for (const job of jobs) groups[depths.get(job.check.id) ?? 0]?.push(job)
  return groups
}
