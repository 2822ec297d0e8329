import {resolve} from 'node:path'
import type {Workspace} from '@gt-town/contract'
import {broughtBy} from './brought-by.js'
import {summarize, type Diagnosis, type Line, type Summary} from './diagnosis.js'
import type {PlannedAction} from './planned-action.js'
import type {Sighting, Status} from './sighting.js'

/** What `gt doctor --json` prints. Public API: keys are only ever added. */
export interface Report {
  version: 1
  /** null where there is no town */
  workspace: {path: string; name?: string; config_dir: string} | null
  summary: Summary
  results: Result[]
}

interface Result {
  id: string
  title: string
  status: Status
  message: string
  category: string
  /** `name@version` of the package, where the check is not one of gt's own */
  plugin?: string
  rig?: string
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
  const {workspace} = diagnosis
  return {
    version: 1,
    workspace: workspace
      ? {
          path: workspace.root,
          ...(workspace.name !== undefined && {name: workspace.name}),
          config_dir: workspace.configDir,
        }
      : null,
    summary: summarize(diagnosis),
    results: diagnosis.sections.flatMap(({members}) => members.map((line) => toResult(line, workspace))),
  }
}

/** What a line says: the title where it passes, else the finding's own words. */
export function messageOfLine({job, sighting}: Line): string {
  const {status, message, fixError} = sighting
  const {title} = job.check
  if (status === 'pass' || status === 'fixed') return message ?? title
  const said = message ?? (status === 'fail' || status === 'warn' ? `Not so: ${title}` : 'no reason given')
  return fixError === undefined ? said : `${said} (fix failed: ${fixError})`
}

function toResult(line: Line, workspace: Workspace | undefined): Result {
  const {job, sighting, look} = line
  const {check, rig} = job
  const plugin = broughtBy(job)
  return {
    id: check.id,
    title: check.title,
    status: sighting.status,
    message: messageOfLine(line),
    category: check.category,
    ...(plugin !== undefined && {plugin}),
    ...(rig && {rig: rig.name}),
    fixable: sighting.fixable,
    ...extrasOf(sighting, workspace),
    duration_ms: look.durationMs,
  }
}

function extrasOf({hint, details, path, plan, ignored}: Sighting, workspace: Workspace | undefined): Partial<Result> {
  return {
    ...(hint !== undefined && {hint}),
    ...(details !== undefined && details.length > 0 && {details}),
    ...(path !== undefined && {path: resolve(workspace?.root ?? '/', path)}),
    ...(plan && {planned: plan.actions}),
    ...(plan?.problem !== undefined && {plan_problem: plan.problem}),
    ...(ignored && {ignored}),
  }
}
