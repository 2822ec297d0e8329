import {confined, type BatchingConnection, type PlannedAction} from '@gt-town/connection'
import {AbortedError, isGtError, messageOf, TimeoutError} from '@gt-town/contract'
import type {Problem} from '@gt-town/journal'
import {within} from '@gt-town/waiting'
import type {CheckTarget} from '../../domain/checks/check-target.js'
import {asFixed, type FixHistory} from '../../domain/fix/fix-history.js'
import {fixableProblems, isGone, toFinding, whyNotFixed} from '../../domain/fix/fix-results.js'
import type {CheckRun, Result} from '../../domain/results/result.js'
import {contextOf} from '../run/check-context.js'
import {runChecks, type RunContext} from '../run/run-checks.js'
import type {FixOutcome, FixRunner} from './fix-runner.js'

export interface FixContext extends RunContext {
  readonly connection: BatchingConnection
  readonly fixRunner: FixRunner
  readonly fixTimeoutMs: number
  readonly report?: ((line: string) => void) | undefined
  /** told of each problem that a second run has found gone */
  readonly onFixed?: ((target: CheckTarget, results: readonly Result[]) => void) | undefined
}

/** A fix may need what another one brings, so it gets a second chance in a later round, and no third. */
const maxTries = 2

/**
 * Fixes what one check found, one problem after the other, and runs the check again after each.
 * @returns the last run, and how many problems are gone
 */
export async function fixTarget(
  target: CheckTarget,
  first: CheckRun,
  history: FixHistory,
  context: FixContext,
): Promise<{run: CheckRun; fixed: number}> {
  let run = first
  let count = 0
  const tried = new Set<string>()
  for (;;) {
    const key = fixableProblems(run).find((result) => !tried.has(result.key))?.key
    if (key === undefined) return {run, fixed: count}
    tried.add(key)
    if (history.failuresOf(target, key) >= maxTries || history.isPlanned(target, key)) continue
    if (context.signal.aborted) throw new AbortedError('the doctor')
    const problems = fixableProblems(run, key)
    context.report?.(titleOf(target, problems))
    const problem = problemOf(target, key)
    const notes: string[] = []
    let outcome = await applyFix(target, problems, problem, context, notes)
    run = await runAgain(target, run, context)
    if (isGtError(outcome.error, 'GT_OVERTAKEN') && !isGone(run, key)) {
      // Nothing was done yet, since what was known was out of date.
      outcome = await applyFix(target, fixableProblems(run, key), problem, context, notes)
      run = await runAgain(target, run, context)
    }
    const {error, planned} = outcome
    const fixed = isGone(run, key)
    if (fixed && planned === undefined) {
      history.fixed(target, key, notes)
      context.onFixed?.(target, asFixed(problems, notes))
    }
    const reason = error === undefined ? whyNotFixed(run) : messageOf(error)
    await conclude(problem, fixed ? {fixed} : {fixed, error: reason}, context)
    if (fixed) count++
    if (planned) history.plan(target, key, {actions: planned, ...whyNoEnd(planned, fixed, reason)})
    else if (!fixed) history.failed(target, key, reason)
  }
}

/** How it went is known by now, also where that cannot be noted any more, such as on a disk that is full. */
async function conclude(
  problem: Problem,
  outcome: {fixed: boolean; error?: string},
  {fixRunner, report}: FixContext,
): Promise<void> {
  try {
    await fixRunner.conclude(problem, outcome)
  } catch (error) {
    if (!isGtError(error, 'GT_JOURNAL_FAILED')) throw error
    if (outcome.fixed) report?.(`could not note how it went: ${error.message}`)
  }
}

async function runAgain(target: CheckTarget, before: CheckRun, context: FixContext): Promise<CheckRun> {
  context.connection.forget()
  return (await runChecks([target], context))[0] ?? before
}

async function applyFix(
  target: CheckTarget,
  problems: readonly Result[],
  problem: Problem,
  context: FixContext,
  notes: string[],
): Promise<FixOutcome> {
  const {environment, fixRunner, fixTimeoutMs} = context
  const {check} = target
  const town = environment.workspace
  if (!check.fix || !town) return {error: new Error('there is no town to repair')}
  return fixRunner.run(town, problem, async (connection) => {
    const late = new AbortController()
    const signal = AbortSignal.any([context.signal, late.signal])
    const given = contextOf(target, {environment, connection: confined(connection, town.root), signal, log: notes})
    const fixAll = async (): Promise<void> => {
      for (const result of problems) {
        if (late.signal.aborted) return
        await check.fix?.(given, toFinding(result))
      }
    }
    await within(fixTimeoutMs, fixAll(), () => {
      late.abort()
      throw new TimeoutError('the fix', fixTimeoutMs)
    })
  })
}

/** A plan that ends at a program says so itself; any other that does not help has a reason. */
function whyNoEnd(planned: readonly PlannedAction[], fixed: boolean, reason: string): {problem?: string} {
  return fixed || planned.at(-1)?.action === 'run' ? {} : {problem: reason}
}

function problemOf({check, rig}: CheckTarget, key: string): Problem {
  return {id: check.id, ...(rig && {rig: rig.name}), ...(key !== '' && {key})}
}

function titleOf({machine, rig, check}: CheckTarget, [first]: readonly Result[]): string {
  return [machine, rig?.name, first?.message ?? check.title].filter(Boolean).join(': ')
}
