import {applyRequires} from '../../domain/checks/apply-requires.js'
import type {History} from '../../domain/fix/fix-history.js'
import {targetOf, type Job} from '../../domain/checks/check-target.js'
import type {LevelledChecks} from '../../domain/checks/level-checks.js'
import {JobIndex} from '../../domain/checks/plan-targets.js'
import {sectionsOf} from '../../domain/report/sections.js'
import type {Look} from '../../domain/results/result.js'
import {lookAtOnce} from './run-checks.js'
import {repair, type RepairWorld} from '../fix/fix-target.js'

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
    for (const window of windowsOf(batch)) {
      const seen = await lookAtOnce(window, world)
      window.forEach((job, position) => looks.set(job, seen[position] ?? unseen))
      world.connection.forget()
    }
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

const unseen: Look = {sightings: [], log: [], durationMs: 0}

/** Looking at thousands of rigs at once costs more memory, and so time, than it saves: this many still share a round trip. */
const rigsAtOnce = 100

function windowsOf(jobs: readonly Job[]): Job[][] {
  const windows: Job[][] = []
  const places = new Map<string, number>()
  for (const job of jobs) {
    const name = targetOf(job)
    if (job.rig && !places.has(name)) places.set(name, places.size)
    const window = Math.floor((places.get(name) ?? 0) / rigsAtOnce)
    ;(windows[window] ??= []).push(job)
  }
  return windows
}

function byLevel(jobs: readonly Job[], levels: LevelledChecks['levels']): Job[][] {
  const depths = new Map(levels.flatMap((level, depth) => level.map(({check}) => [check.id, depth] as const)))
  const groups: Job[][] = levels.map(() => [])
  for (const job of jobs) groups[depths.get(job.check.id) ?? 0]?.push(job)
  return groups
}
