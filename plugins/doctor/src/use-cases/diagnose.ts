import {BatchingConnection, RecordingConnection, ThrottledConnection} from '@gt-town/connection'
import {isGtError, UsageError, type Connection, type DoctorCheck, type WorkspaceService} from '@gt-town/contract'
import type {HookAnswers} from '@gt-town/hooks'
import type {RunFacts} from '@gt-town/journal'
import {didYouMean} from '@gt-town/text'
import type {CheckTarget} from '../domain/checks/check-target.js'
import type {Coverage, Environment, MachineTarget} from '../domain/checks/environment.js'
import {levelChecks} from '../domain/checks/level-checks.js'
import {planTargets} from '../domain/checks/plan-targets.js'
import {registerChecks} from '../domain/checks/register-checks.js'
import {uncaughtErrorsId} from '../domain/checks/uncaught-errors-id.js'
import type {RunProgress} from '../domain/checks/run-progress.js'
import {selectChecks} from '../domain/checks/select-checks.js'
import {FixHistory} from '../domain/fix/fix-history.js'
import {addIgnoreListIssues} from '../domain/ignore/check-ignore-list.js'
import {readIgnoreList} from '../domain/ignore/ignore-list.js'
import {makeDiagnosis, type Diagnosis} from '../domain/report/diagnosis.js'
import type {CheckRun, Result} from '../domain/results/result.js'
import {selfCheckIds, selfChecks} from '../operations/checks/self-checks.js'
import {journalingFixRunner, planningFixRunner, type FixRunner} from '../operations/fix/fix-runner.js'
import {collectEnvironment, type TownQuery} from '../operations/run/collect-environment.js'
import {runRound} from '../operations/run/run-round.js'

/** What is diagnosed, and by which checks. */
export interface DiagnosisSubject {
  readonly connection: Connection
  readonly service: WorkspaceService
  /** where to look for the town; may throw where there is no such place */
  readonly where: () => TownQuery
  readonly answers: HookAnswers<DoctorCheck[]>
  /** errors that were thrown outside of any check's run, so far */
  readonly uncaughtErrors?: () => Promise<readonly string[]>
  /** default: the clock's */
  readonly now?: () => Date
  /** absent for the machine we are on */
  readonly machine?: MachineTarget
  /** default all */
  readonly coverage?: Coverage
}

export interface DiagnoseOptions {
  readonly fix: boolean
  /** with `fix`: only find out what it would do */
  readonly dryRun?: boolean
  /** for the head of the journal */
  readonly facts?: RunFacts
  /** only this rig */
  readonly rig?: string | undefined
  readonly only: readonly string[]
  readonly skip: readonly string[]
  readonly deep: boolean
  readonly timeoutMs?: number | undefined
  readonly fixTimeoutMs?: number
  readonly signal: AbortSignal
  /** told what is being repaired */
  readonly report?: (line: string) => void
  /** told of each problem that is repaired, when that is certain */
  readonly onFixed?: (target: CheckTarget, results: readonly Result[]) => void
  /** no check may take longer than to this moment of `performance.now()` */
  readonly until?: number
  /** kept up to date with how far it has come */
  readonly progress?: RunProgress
  /** hears what is no line of the report */
  readonly warn?: (text: string) => void
}

/** A fix may bring work for others to light: a rebuilt registry, say, shows more rigs. */
const maxRounds = 4
/** Checks may start programs; more at a time would only slow each other down. */
const processesAtOnce = 8
/** A fix may have to clone. */
const defaultFixTimeoutMs = 10 * 60_000

const noFacts: RunFacts = {gt: '', options: []}

/**
 * Runs all checks there are and, with `fix`, fixes and runs them again until nothing more gets better.
 * @throws UsageError `GT_RIG_NOT_FOUND`, `GT_CHECK_NOT_FOUND`; AbortedError
 */
export async function diagnose(subject: DiagnosisSubject, options: DiagnoseOptions): Promise<Diagnosis> {
  if (options.dryRun) {
    const connection = new RecordingConnection(subject.connection)
    return runRounds({...subject, connection}, options, planningFixRunner(connection))
  }
  const fixRunner = journalingFixRunner(subject.connection, options.facts ?? noFacts, options.signal)
  try {
    return await runRounds(subject, options, fixRunner)
  } finally {
    await close(fixRunner, options)
  }
}

/** That the run is over could not be noted: it counts as interrupted, and what was found is to be told all the same. */
async function close(fixRunner: FixRunner, {warn}: DiagnoseOptions): Promise<void> {
  try {
    await fixRunner.close()
  } catch (error) {
    if (!isGtError(error, 'GT_JOURNAL_FAILED')) throw error
    warn?.(`the end of this run could not be noted, so that gt doctor runs calls it interrupted: ${error.message}`)
  }
}

async function runRounds(
  subject: DiagnosisSubject,
  options: DiagnoseOptions,
  fixRunner: FixRunner,
): Promise<Diagnosis> {
  const {connection, service, where, answers, uncaughtErrors, machine, coverage = 'all'} = subject
  const registry = registerChecks(answers, selfCheckIds)
  let rigsProblem: string | undefined
  const checks = [...registry.checks, ...selfChecks(registry, () => rigsProblem)]
  const history = new FixHistory()
  for (let round = 1; ; round++) {
    const reader = new BatchingConnection(new ThrottledConnection(connection, processesAtOnce))
    const {environment: found, problem} = await collectEnvironment(reader, service, where)
    const environment: Environment = {...found, coverage, ...(machine && {machine})}
    rigsProblem = problem
    if (problem === undefined && coverage === 'all') requireRig(environment, options.rig)
    const selection = selectChecks(checks, {
      ...options,
      rigsOnly: options.rig !== undefined && environment.workspace !== undefined,
    })
    const ignores = readIgnoreList(environment.workspace?.doctorSettings, subject.now?.() ?? new Date())
    const {runs, fixed} = await runRound(
      planTargets(selection, environment, options.rig),
      levelChecks(selection.checks),
      options.fix && round <= maxRounds ? history : undefined,
      {
        connection: reader,
        fixRunner,
        environment,
        ignores,
        signal: options.signal,
        timeoutMs: options.timeoutMs,
        fixTimeoutMs: options.fixTimeoutMs ?? defaultFixTimeoutMs,
        report: options.report,
        onFixed: options.onFixed,
        until: options.until,
        progress: options.progress,
      },
    )
    if (fixed > 0) continue
    addUncaughtErrors(runs, (await uncaughtErrors?.()) ?? [])
    // Where the rigs could not be listed, nobody can say which entry is of use.
    if (problem === undefined) addIgnoreListIssues(runs, ignores, checks, environment)
    return makeDiagnosis(environment, runs, (target, run) => {
      if (!options.fix) return run.results
      return options.dryRun ? history.plannedResults(target, run) : history.finalResults(target, run)
    })
  }
}

/** @throws UsageError when there is a town but no such rig in it */
function requireRig({workspace, rigs, machine}: Environment, name: string | undefined): void {
  if (name === undefined || !workspace || rigs.some((rig) => rig.name === name)) return
  const names = rigs.map((rig) => rig.name)
  const on = machine ? ` on ${machine.name}` : ''
  throw new UsageError('GT_RIG_NOT_FOUND', `there is no rig ${name} in ${workspace.root}${on}`, {
    hint: didYouMean(name, names, 'rig'),
  })
}

/** Puts the errors that no run could catch in the place of what that check of the doctor itself found. */
function addUncaughtErrors(runs: Map<CheckTarget, CheckRun>, errors: readonly string[]): void {
  if (errors.length === 0) return
  for (const [target, run] of runs) {
    if (target.check.id !== uncaughtErrorsId) continue
    const results = errors.map((message) => ({status: 'error', key: '', message, fixable: false}) as const)
    runs.set(target, {...run, results})
  }
}
