import {withDelayedProgress, withProgress, type ProgressMode} from '@gt-town/command'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import {Looking} from '../domain/checks/run-progress.js'
import {renderWaiting} from '../render/waiting.js'
import {diagnose, type DiagnoseOptions, type Patient} from '../use-cases/diagnose.js'
import {waitUntilWell} from '../use-cases/wait-until-healthy.js'

export interface ExamineView {
  readonly mode: ProgressMode
  /** wait so long until all is well, warnings too when `strict` */
  readonly waitMs?: number | undefined
  readonly strict: boolean
  /** default: at this machine alone */
  readonly look?: typeof diagnose
}

/** Looks, repairs, waits, and shows meanwhile what it is doing: on a terminal always, elsewhere only what it repairs. */
export async function examine(
  patient: Patient,
  options: DiagnoseOptions,
  {mode, waitMs, strict, look: lookWith = diagnose}: ExamineView,
): Promise<Diagnosis> {
  const looking = new Looking()
  let waiting: string | undefined
  const onWait = (checks: readonly string[], leftMs: number): void => {
    waiting = renderWaiting(checks, leftMs)
  }
  const look = async (report?: (line: string) => void): Promise<Diagnosis> => {
    const all = {...options, looking, ...(report && {report})}
    return waitMs === undefined ? lookWith(patient, all) : waitUntilWell(patient, all, {waitMs, strict, onWait})
  }
  if (options.fix && !options.dryRun) return withProgress(mode, 'Looking and repairing', look)
  return withDelayedProgress(
    mode === 'terminal' ? mode : 'silent',
    () => waiting ?? looking.text(),
    async () => look(),
  )
}
