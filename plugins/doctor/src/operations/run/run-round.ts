import {applyRequires} from '../../domain/checks/apply-requires.js'
import {targetName, type CheckTarget} from '../../domain/checks/check-target.js'
import type {LevelledChecks} from '../../domain/checks/level-checks.js'
import {TargetIndex} from '../../domain/checks/target-index.js'
import type {FixHistory} from '../../domain/fix/fix-history.js'
import {sectionsOf} from '../../domain/report/sections.js'
import type {CheckRun} from '../../domain/results/result.js'
import {fixTarget, type FixContext} from '../fix/fix-target.js'
import {runChecks} from './run-checks.js'

/**
 * Runs the check of every target once. Without fixing all start together, whatever they require: reading harms nothing, it
 * saves a round trip per level, and a run is dropped where its requirements turn out unmet. With fixing one level is fixed
 * before the next one runs.
 * @param history absent: nothing is fixed
 * @returns the last run of each target, and how many problems are gone
 */
export async function runRound(
  targets: readonly CheckTarget[],
  {levels, cycles}: LevelledChecks,
  history: FixHistory | undefined,
  context: FixContext,
): Promise<{runs: Map<CheckTarget, CheckRun>; fixed: number}> {
  const index = new TargetIndex(targets)
  const levelled = byLevel(targets, levels)
  const runs = new Map<CheckTarget, CheckRun>()
  let fixed = 0
  for (const batch of history ? levelled : [levelled.flat()]) {
    for (const window of windowsOf(batch)) {
      const ended = await runChecks(window, context)
      window.forEach((target, position) => runs.set(target, ended[position] ?? noRun))
      context.connection.forget()
    }
    applyRequires(batch, index, cycles, runs)
    if (!history) continue
    for (const target of sectionsOf(batch).flatMap(({members}) => members)) {
      const first = runs.get(target)
      if (!first) continue
      history.remember(target, first)
      if (!target.asked) continue
      const after = await fixTarget(target, first, history, context)
      runs.set(target, after.run)
      history.remember(target, after.run)
      fixed += after.fixed
    }
  }
  return {
    runs: new Map(
      targets.flatMap((target) => {
        const run = runs.get(target)
        return run ? [[target, run] as const] : []
      }),
    ),
    fixed,
  }
}

const noRun: CheckRun = {results: [], log: [], durationMs: 0}

/** To check thousands of rigs at once costs more memory, and so time, than it saves: this many still share a round trip. */
const rigsAtOnce = 100

function windowsOf(targets: readonly CheckTarget[]): CheckTarget[][] {
  const windows: CheckTarget[][] = []
  const positions = new Map<string, number>()
  for (const target of targets) {
    const name = targetName(target)
    if (target.rig && !positions.has(name)) positions.set(name, positions.size)
    const window = Math.floor((positions.get(name) ?? 0) / rigsAtOnce)
    ;(windows[window] ??= []).push(target)
  }
  return windows
}

function byLevel(targets: readonly CheckTarget[], levels: LevelledChecks['levels']): CheckTarget[][] {
  const depths = new Map(levels.flatMap((level, depth) => level.map(({check}) => [check.id, depth] as const)))
  const groups: CheckTarget[][] = levels.map(() => [])
  for (const target of targets) groups[depths.get(target.check.id) ?? 0]?.push(target)
  return groups
}
