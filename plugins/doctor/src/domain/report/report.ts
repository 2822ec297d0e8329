import {resolve} from 'node:path'
import type {Workspace} from '@gt-town/contract'
import {thirdPartyPackage} from '../checks/registered-check.js'
import {summarize, townOn, type Diagnosis, type Line, type Summary} from './diagnosis.js'
import type {PlannedAction} from '@gt-town/connection'
import type {Result, Status} from '../results/result.js'

/** What `gt doctor --json` prints. Public API: keys are only ever added. */
export interface Report {
  version: 1
  /** null where there is no town */
  workspace: Town | null
  /** the other machines that were checked; absent where that was not asked for */
  machines?: {name: string; workspace: Town | null}[]
  summary: Summary
  results: ReportedResult[]
}

interface Town {
  path: string
  name?: string
  config_dir: string
}

interface ReportedResult {
  id: string
  title: string
  status: Status
  message: string
  category: string
  /** `name@version` of the package, where the check is not one of gt's own */
  plugin?: string
  rig?: string
  /** absent for the one gt runs on */
  machine?: string
  fixable: boolean
  hint?: string
  details?: readonly string[]
  /** absolute */
  path?: string
  /** with --dry-run: what the fix would do, in its order */
  planned?: readonly PlannedAction[]
  /** why it would not get to the end */
  plan_problem?: string
  /** it does not count: the ignore list of the town says why */
  ignored?: {reason: string; until?: string}
  duration_ms: number
}

export function toReport(diagnosis: Diagnosis): Report {
  const {workspace, machines} = diagnosis
  return {
    version: 1,
    workspace: toTown(workspace),
    ...(machines && {machines: machines.map(({name, workspace: there}) => ({name, workspace: toTown(there)}))}),
    summary: summarize(diagnosis),
    results: diagnosis.sections.flatMap(({members, machine}) =>
      members.map((line) => toResult(line, townOn(diagnosis, machine))),
    ),
  }
}

function toTown(workspace: Workspace | undefined): Town | null {
  if (!workspace) return null
  const {root, name, configDir} = workspace
  return {path: root, ...(name !== undefined && {name}), config_dir: configDir}
}

/** What a line says: the title where it passes, else the finding's own words. */
export function messageOfLine({target, result}: Line): string {
  const {status, message, fixError} = result
  const {title} = target.check
  if (status === 'pass' || status === 'fixed') return message ?? title
  const said = message ?? (status === 'fail' || status === 'warn' ? `Not so: ${title}` : 'no reason given')
  return fixError === undefined ? said : `${said} (fix failed: ${fixError})`
}

function toResult(line: Line, workspace: Workspace | undefined): ReportedResult {
  const {target, result, run} = line
  const {check, rig, machine} = target
  const plugin = thirdPartyPackage(target)
  return {
    id: check.id,
    title: check.title,
    status: result.status,
    message: messageOfLine(line),
    category: check.category,
    ...(plugin !== undefined && {plugin}),
    ...(rig && {rig: rig.name}),
    ...(machine !== undefined && {machine}),
    fixable: result.fixable,
    ...extrasOf(result, workspace),
    duration_ms: run.durationMs,
  }
}

function extrasOf(
  {hint, details, path, plan, ignored}: Result,
  workspace: Workspace | undefined,
): Partial<ReportedResult> {
  return {
    ...(hint !== undefined && {hint}),
    ...(details !== undefined && details.length > 0 && {details}),
    ...(path !== undefined && {path: resolve(workspace?.root ?? '/', path)}),
    ...(plan && {planned: plan.actions}),
    ...(plan?.problem !== undefined && {plan_problem: plan.problem}),
    ...(ignored && {ignored}),
  }
}
