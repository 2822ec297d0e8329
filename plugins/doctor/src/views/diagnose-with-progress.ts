import {withDelayedProgress, withProgress, type ProgressMode} from '@gt-town/command'
import {RunProgress} from '../domain/checks/run-progress.js'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import {diagnose, type DiagnoseOptions, type DiagnosisSubject} from '../use-cases/diagnose.js'
import {waitUntilHealthy} from '../use-cases/wait-until-healthy.js'

export interface ProgressView {
  readonly mode: ProgressMode
  /** wait so long until all is well, warnings too when `strict` */
  readonly waitMs?: number | undefined
  readonly strict: boolean
  /** default: this machine alone */
  readonly diagnose?: typeof diagnose
}

/** Diagnoses, fixes, waits, and shows meanwhile what it is doing: on a terminal always, elsewhere only what it fixes. */
export async function diagnoseWithProgress(
  subject: DiagnosisSubject,
  options: DiagnoseOptions,
  {mode, waitMs, strict, diagnose: diagnoseAll = diagnose}: ProgressView,
): Promise<Diagnosis> {
  const progress = new RunProgress()
  let waiting: string | undefined
  const onWait = (checks: readonly string[], leftMs: number): void => {
    waiting = waitingLine(checks, leftMs)
  }
  const work = async (report?: (line: string) => void): Promise<Diagnosis> => {
    const all = {...options, progress, ...(report && {report})}
    return waitMs === undefined ? diagnoseAll(subject, all) : waitUntilHealthy(subject, all, {waitMs, strict, onWait})
  }
  if (options.fix && !options.dryRun) return withProgress(mode, 'Looking and repairing', work)
  return withDelayedProgress(
    mode === 'terminal' ? mode : 'silent',
    () => waiting ?? progress.text(),
    async () => work(),
  )
}

const namedChecks = 2

/** What `--wait` waits for, as one line. */
function waitingLine(checks: readonly string[], leftMs: number): string {
  const more = checks.length > namedChecks ? ` and ${checks.length - namedChecks} more` : ''
  const left = Math.max(0, Math.ceil(leftMs / 1000))
  return `Waiting for ${checks.slice(0, namedChecks).join(', ')}${more}, ${left} s left`
}
