import {printable} from '@gt-town/text'
import type {Theme} from '@gt-town/command'
import {summarize, townOn, type Diagnosis, type Line} from '../domain/report/diagnosis.js'
import type {Section} from '../domain/report/sections.js'
import {renderPlanSummary} from './plan.js'
import {isWorthALine, renderLine, type LineOptions} from './line.js'

export interface TextOptions extends LineOptions {
  readonly theme: Theme
  /** printed as `~` */
  readonly home?: string | undefined
  /** only what is wrong */
  readonly quiet: boolean
  /** repairing was asked for, so there is no need to recommend it */
  readonly fix: boolean
  /** repairing was only tried on paper */
  readonly dryRun?: boolean
}

/** The report as people read it; without a line feed at its end, and one line when `quiet` and nothing is wrong. */
export function renderText(diagnosis: Diagnosis, options: TextOptions): string {
  const machines = [undefined, ...(diagnosis.machines ?? []).map(({name}) => name)]
  const blocks = machines.flatMap((machine) => renderPlace(diagnosis, machine, options))
  if (options.quiet) return blocks.length === 0 ? issuesLine(diagnosis) : blocks.join('\n\n')
  const {workspace} = diagnosis
  const town = `Workspace: ${workspace ? printable(shorten(workspace.root, options.home)) : 'none'}`
  return [town, ...blocks, renderSummary(diagnosis, blocks.length, options)].join('\n\n')
}

/** What there is to say of one machine, with a heading for every one but this. */
function renderPlace(diagnosis: Diagnosis, machine: string | undefined, options: TextOptions): string[] {
  const root = townOn(diagnosis, machine)?.root
  const blocks = diagnosis.sections
    .filter((section) => section.machine === machine)
    .map((section) => renderSection(section, {...options, root}))
    .filter((block) => block !== '')
  if (machine === undefined || blocks.length === 0) return blocks
  const town = root === undefined ? '' : ` (${printable(root)})`
  return [`${options.theme.paint.bold(`Machine: ${printable(machine)}`)}${town}`, ...blocks]
}

function renderSection({kind, name, members}: Section<Line>, options: TextOptions): string {
  const lines = members
    .filter((line) => isWorthALine(line, options))
    .map((line) => renderLine(line, {...options, withRig: kind === 'category'}))
  if (lines.length === 0) return ''
  if (kind === 'workspace') return lines.join('\n')
  return [options.theme.paint.bold(printable(kind === 'rig' ? `Rig: ${name}` : name)), ...lines].join('\n')
}

function renderSummary(diagnosis: Diagnosis, blocks: number, {fix, dryRun}: TextOptions): string {
  const {errored} = summarize(diagnosis)
  const lines = [issuesLine(diagnosis)]
  const sections = sectionsWithProblems(diagnosis)
  if (sections.length > 0 && blocks > shortReport) lines.push(`Sections with problems: ${sections.join(', ')}`)
  if (errored > 0) lines.push(`Could not tell: ${errored}`)
  const canFix = diagnosis.sections.some(({members}) =>
    members.some(({result}) => result.fixable && result.status !== 'fixed' && !result.ignored),
  )
  if (canFix && !fix && !dryRun) lines.push('Run with --fix to auto-repair')
  if (!diagnosis.workspace) lines.push('Run gt install to make a town here')
  if (dryRun) lines.push(renderPlanSummary(diagnosis))
  return lines.join('\n')
}

function issuesLine(diagnosis: Diagnosis): string {
  const {issues, fixed, ignored} = summarize(diagnosis)
  return `Issues: ${issues} found, ${fixed} fixed${ignored > 0 ? `, ${ignored} ignored` : ''}`
}

/** So that a long report can be read from its end. */
function sectionsWithProblems({sections}: Diagnosis): string[] {
  const names = sections
    .filter(({members}) => members.some(({result}) => !result.ignored && problems.has(result.status)))
    .map(({kind, name, machine}) => {
      const section = kind === 'rig' ? `Rig ${name}` : name
      return printable(machine === undefined ? section : `${section} on ${machine}`)
    })
  const more = names.length - mostSections
  return more > 1 ? [...names.slice(0, mostSections), `${more} more`] : names
}

/** Sections of a report that is seen as a whole. */
const shortReport = 2
const mostSections = 10
const problems: ReadonlySet<string> = new Set(['fail', 'warn', 'error', 'timeout'])

function shorten(path: string, home: string | undefined): string {
  if (!home || home === '/') return path
  if (path === home) return '~'
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path
}
