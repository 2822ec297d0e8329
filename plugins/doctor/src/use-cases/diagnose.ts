import {didYouMean} from '@gt-town/text'
import {UsageError, type Connection, type DoctorCheck, type WorkspaceService} from '@gt-town/contract'
import type {HookAnswers} from '@gt-town/hooks'
import {makeDiagnosis, type Diagnosis} from '../domain/report/diagnosis.js'
import {gatherChecks} from '../domain/checks/register-checks.js'
import {History} from '../domain/fix/fix-history.js'
import type {Job} from '../domain/checks/check-target.js'
import {markIgnored, readIgnoreList, type IgnoreList} from '../domain/ignore/ignore-list.js'
import {ignoreListId, judgeIgnores} from '../domain/ignore/check-ignore-list.js'
import {levelChecks} from '../domain/checks/level-checks.js'
import type {Looking} from '../domain/checks/run-progress.js'
import {planJobs, type Scene} from '../domain/checks/plan-targets.js'
import type {RegisteredCheck} from '../domain/checks/registered-check.js'
import type {Part, Seat} from '../domain/checks/environment.js'
import {selectChecks} from '../domain/checks/select-checks.js'
import type {Look, Sighting} from '../domain/results/result.js'
import {ThrottledConnection} from '@gt-town/connection'
import {BatchingConnection} from '@gt-town/connection'
import {RecordingConnection} from '@gt-town/connection'
import type {RunFacts} from '@gt-town/journal'
import {runRound} from '../operations/run/run-round.js'
import {selfCheckIds, selfChecks} from '../operations/checks/self-checks.js'
import {survey, type Place} from '../operations/run/collect-environment.js'
import {journalingWorkshop, planningWorkshop, type Workshop} from '../operations/fix/fix-runner.js'

export interface Patient {
  readonly connection: Connection
  readonly service: WorkspaceService
  /** where to look for the town; may throw where there is no such place */
  readonly where: () => Place
  readonly answers: HookAnswers<DoctorCheck[]>
  /** errors that were thrown outside of any check's run, so far */
  readonly strayErrors?: () => Promise<readonly string[]>
  /** default: the clock's */
  readonly now?: () => Date
  /** which machine it is; absent for the one we are on */
  readonly seat?: Seat
  /** default all */
  readonly part?: Part
}

export interface DiagnoseOptions {
  readonly fix: boolean
  /** with `fix`: only look what it would do */
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
  readonly onFixed?: (job: Job, sightings: readonly Sighting[]) => void
  /** no check may take longer than to this moment of `performance.now()` */
  readonly until?: number
  /** kept up to date with how far it has come */
  readonly looking?: Looking
}

/** A fix may bring work for others to light: a rebuilt registry, say, shows more rigs. */
const maxRounds = 4
/** Checks may start programs; more at a time would only slow each other down. */
const processesAtOnce = 8
/** A fix may have to clone. */
const defaultFixTimeoutMs = 10 * 60_000

const noFacts: RunFacts = {gt: '', options: []}

/**
 * Looks at everything there is to look at and, with `fix`, repairs and looks again until nothing more gets better.
 * @throws UsageError `GT_RIG_NOT_FOUND`, `GT_CHECK_NOT_FOUND`; AbortedError
 */
export async function diagnose(patient: Patient, options: DiagnoseOptions): Promise<Diagnosis> {
  if (options.dryRun) {
    const connection = new RecordingConnection(patient.connection)
    return examine({...patient, connection}, options, planningWorkshop(connection))
  }
  const workshop = journalingWorkshop(patient.connection, options.facts ?? noFacts, options.signal)
  try {
    return await examine(patient, options, workshop)
  } finally {
    await workshop.close()
  }
}

async function examine(patient: Patient, options: DiagnoseOptions, workshop: Workshop): Promise<Diagnosis> {
  const {connection, service, where, answers, strayErrors, seat, part = 'all'} = patient
  const gathered = gatherChecks(answers, selfCheckIds)
  let surveyProblem: string | undefined
  const checks = [...gathered.checks, ...selfChecks(gathered, () => surveyProblem)]
  const history = new History()
  for (let round = 1; ; round++) {
    const reader = new BatchingConnection(new ThrottledConnection(connection, processesAtOnce))
    const {scene: found, problem} = await survey(reader, service, where)
    const scene: Scene = {...found, part, ...(seat && {seat})}
    surveyProblem = problem
    if (problem === undefined && part === 'all') requireRig(scene, options.rig)
    const selection = selectChecks(checks, {
      ...options,
      rigsOnly: options.rig !== undefined && scene.workspace !== undefined,
    })
    const ignores = readIgnoreList(scene.workspace?.doctorSettings, patient.now?.() ?? new Date())
    const jobs = planJobs(selection, scene, options.rig)
    const {looks, repaired} = await runRound(
      jobs,
      levelChecks(selection.checks),
      options.fix && round <= maxRounds ? history : undefined,
      {
        connection: reader,
        workshop,
        scene,
        ignores,
        signal: options.signal,
        timeoutMs: options.timeoutMs,
        fixTimeoutMs: options.fixTimeoutMs ?? defaultFixTimeoutMs,
        report: options.report,
        onFixed: options.onFixed,
        until: options.until,
        looking: options.looking,
      },
    )
    if (repaired > 0) continue
    confessStrays(looks, (await strayErrors?.()) ?? [])
    if (problem === undefined) tellIgnores(looks, ignores, checks, scene)
    return makeDiagnosis(scene, looks, (job, look) => {
      if (!options.fix) return look.sightings
      return options.dryRun ? history.foresee(job, look) : history.conclude(job, look)
    })
  }
}

/** @throws UsageError when there is a town but no such rig in it */
function requireRig({workspace, rigs, seat}: Scene, name: string | undefined): void {
  if (name === undefined || !workspace || rigs.some((rig) => rig.name === name)) return
  const names = rigs.map((rig) => rig.name)
  throw new UsageError(
    'GT_RIG_NOT_FOUND',
    `${JSON.stringify(name)} is no rig of ${workspace.root}${seat ? ` on ${seat.name}` : ''}`,
    {
      hint: didYouMean(name, names, 'rig'),
    },
  )
}

/** Where the rigs could not be listed, nobody can say which entry is of use. */
function tellIgnores(
  looks: Map<Job, Look>,
  ignores: IgnoreList,
  checks: readonly RegisteredCheck[],
  scene: Scene,
): void {
  const own = [...looks].find(([{check}]) => check.id === ignoreListId)
  if (!own) return
  const [job, look] = own
  const remarks = judgeIgnores(ignores, checks, scene, looks)
  if (remarks.length === 0) return
  const sightings = remarks.map((remark) => ({...remark, status: 'warn', fixable: false}) as const)
  looks.set(job, markIgnored(ignores, job, {...look, sightings}))
}

function confessStrays(looks: Map<Job, Look>, errors: readonly string[]): void {
  if (errors.length === 0) return
  for (const [job, look] of looks) {
    if (job.check.id !== 'doctor/stray-errors') continue
    const sightings = errors.map((message) => ({status: 'error', key: '', message, fixable: false}) as const)
    looks.set(job, {...look, sightings})
  }
}
