import {AbortedError, isGtError, messageOf, type Connection} from '@gt-town/contract'
import {Deadline, deferred, orAborted} from '@gt-town/waiting'
import type {CheckTarget} from '../../domain/checks/check-target.js'
import type {Environment} from '../../domain/checks/environment.js'
import type {RunProgress} from '../../domain/checks/run-progress.js'
import {markIgnored, type IgnoreList} from '../../domain/ignore/ignore-list.js'
import {readFindings} from '../../domain/results/read-findings.js'
import type {CheckRun, Result} from '../../domain/results/result.js'
import {contextOf} from './check-context.js'

export interface RunContext {
  /** read-only */
  readonly connection: Connection
  readonly environment: Environment
  /** what to leave out of account */
  readonly ignores?: IgnoreList
  readonly signal: AbortSignal
  /** of every check, instead of its own */
  readonly timeoutMs?: number | undefined
  /** no check may take longer than to this moment of `performance.now()` */
  readonly until?: number | undefined
  readonly progress?: RunProgress | undefined
}

const defaultTimeoutMs = 10_000
/** How much longer we wait for a check that keeps its deadline itself: it may have to wait for its turn. */
const roomMs = 10 * 60_000

/**
 * Starts all checks at once, so that a connection can answer their reads together. One that throws, hangs or answers
 * nonsense has a result that says so; the others are not touched, and what a late one says is ignored.
 * @returns the run of each, in the order of the targets
 * @throws AbortedError as soon as `context.signal` fires
 */
export async function runChecks(targets: readonly CheckTarget[], context: RunContext): Promise<CheckRun[]> {
  const runs: (CheckRun | undefined)[] = targets.map(() => undefined)
  const deadlines = new Map<number, Deadline>()
  const all = deferred()
  let open = targets.length
  const settle = (index: number, target: CheckTarget, run: CheckRun): void => {
    if (runs[index]) return
    context.progress?.end(target)
    runs[index] = context.ignores ? markIgnored(context.ignores, target, run) : run
    if (--open === 0) all.resolve()
  }
  const leftMs = context.until === undefined ? Infinity : Math.max(1, Math.ceil(context.until - performance.now()))
  context.progress?.begin(targets)
  try {
    if (open === 0) all.resolve()
    targets.forEach((target, index) => {
      const timeoutMs = timeoutOf(target, context, leftMs)
      let deadline = deadlines.get(timeoutMs)
      if (!deadline) deadlines.set(timeoutMs, (deadline = new Deadline(timeoutMs, context.signal)))
      deadline.onExpiry(() => settle(index, target, lateRun(timeoutMs)))
      void runCheck(target, context, deadline.signal).then((run) => settle(index, target, run))
    })
    await orAborted(all.promise, context.signal, () => new AbortedError('the doctor'))
    return runs.filter((run) => run !== undefined)
  } finally {
    for (const deadline of deadlines.values()) deadline[Symbol.dispose]()
  }
}

function timeoutOf({check, isThirdParty}: CheckTarget, {timeoutMs}: RunContext, leftMs: number): number {
  const own = Math.min(timeoutMs ?? check.timeoutMs ?? defaultTimeoutMs, leftMs)
  return isThirdParty ? Math.min(own + roomMs, leftMs) : own
}

/** Never rejects. */
async function runCheck(target: CheckTarget, context: RunContext, signal: AbortSignal): Promise<CheckRun> {
  const {check, isThirdParty} = target
  const started = performance.now()
  const log: string[] = []
  const ended = (found: readonly Result[]): CheckRun => {
    const results = isThirdParty ? found.map((result) => withPackage(target, result)) : found
    return {results, log: log.length === 0 ? noLog : [...log], durationMs: Math.round(performance.now() - started)}
  }
  try {
    return ended(readFindings(check, await check.run(contextOf(target, {...context, signal, log}))))
  } catch (error) {
    const status = isGtError(error, 'GT_CHECK_TIMEOUT') ? 'timeout' : 'error'
    return ended([{status, key: '', message: messageOf(error), fixable: false}])
  }
}

/** A third-party check that could not tell is named with its package, whose maker has to know. */
function withPackage({plugin, version}: CheckTarget, result: Result): Result {
  if (result.status !== 'error' && result.status !== 'timeout') return result
  return {...result, message: `${plugin}@${version}: ${result.message ?? ''}`}
}

const noLog: readonly string[] = []

function lateRun(timeoutMs: number): CheckRun {
  const message = `took longer than ${timeoutMs / 1000} s`
  return {results: [{status: 'timeout', key: '', message, fixable: false}], log: noLog, durationMs: timeoutMs}
}
