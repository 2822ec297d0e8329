import {isGtError, type StatusAttention, type StatusSection, type Workspace} from '@gt-town/contract'
import type {HookAnswers} from '@gt-town/hooks'
import {printable} from '@gt-town/text'
import {table, type Theme} from '@gt-town/command'

interface StatusFailure {
  plugin: string
  code: string
  message: string
  hint: string | null
}

export interface StatusReport {
  sections: StatusSection[]
  failures: StatusFailure[]
}

/** Keys of the document that are not a plugin's to give. */
const taken = ['workspace', 'attention', 'failures', 'error']

/** Puts what the plugins answered in order; one that threw, or answered nonsense, becomes a failure. */
export function mergeStatus({answers, failures}: HookAnswers<StatusSection[]>): StatusReport {
  const report: StatusReport = {
    sections: [],
    failures: failures.map(({plugin, error}) => ({
      plugin,
      code: isGtError(error) ? error.code : 'GT_PLUGIN_FAILED',
      message: error.message,
      hint: isGtError(error) ? (error.hint ?? null) : null,
    })),
  }
  for (const {plugin, value} of answers) {
    const sections: readonly unknown[] = Array.isArray(value) ? value : [value]
    for (const section of sections) {
      const problem = sectionProblem(section, report.sections)
      if (problem === undefined) report.sections.push(section as StatusSection)
      else report.failures.push({plugin, code: 'GT_PLUGIN_ANSWER', message: problem, hint: null})
    }
  }
  report.sections.sort((a, b) => a.order - b.order || (a.key < b.key ? -1 : 1))
  return report
}

/** What `gt status --json` prints; each section of a plugin stands beside these, by its key. */
export interface TownStatusDocument {
  workspace: {path: string; name?: string; config_dir: string}
  attention: {what: string; why: string; next: string | null}[]
  failures: StatusFailure[]
  [section: string]: unknown
}

export function townStatusDocument({root, name, configDir}: Workspace, report: StatusReport): TownStatusDocument {
  return {
    workspace: {path: root, ...(name !== undefined && {name}), config_dir: configDir},
    attention: attentionOf(report).map(({what, why, next}) => ({what, why, next: next ?? null})),
    ...Object.fromEntries(report.sections.map(({key, data}) => [key, data])),
    failures: report.failures,
  }
}

/** Lines of what needs somebody that fit on a screen with all else. */
const shownAttention = 6

/** What somebody has to look at, in the order of the sections. */
function attentionOf({sections}: StatusReport): StatusAttention[] {
  return sections.flatMap(({attention = []}) => attention)
}

/**
 * Whether anything needs somebody, what it is and what to do about it, then each section in a few words.
 * @param options.all everything that needs somebody, and all rows of all sections
 */
export function statusText(
  {root, name}: Pick<Workspace, 'root' | 'name'>,
  report: StatusReport,
  theme: Theme,
  {all}: {all: boolean},
): string {
  const town = name === undefined ? root : `${name}, ${root}`
  const attention = attentionOf(report)
  const shown = all ? attention : attention.slice(0, shownAttention)
  const more = attention.length - shown.length
  const lines = shown.map((one) => attentionText(one, theme))
  const isShort = ({summary}: StatusSection): boolean => !all && summary !== undefined
  const short = report.sections.filter(isShort).map(({title, summary = ''}) => [printable(title), printable(summary)])
  return [
    [`Town: ${printable(town)}`, verdictOf(attention.length + report.failures.length, theme)].join('\n'),
    ...(lines.length === 0
      ? []
      : [[...lines, ...(more > 0 ? [`... and ${more} more: gt status --all`] : [])].join('\n')]),
    ...report.failures.map((failure) => failureText(failure, theme)),
    ...(short.length === 0 ? [] : [table(short)]),
    ...report.sections.filter((section) => !isShort(section)).map((section) => sectionText(section, theme)),
  ].join('\n\n')
}

function verdictOf(count: number, {paint, symbols}: Theme): string {
  if (count === 0) return `${paint.green(symbols.pass)} nothing needs you, at a glance (gt doctor looks closely)`
  return `${paint.red(symbols.fail)} ${count} ${count === 1 ? 'thing needs' : 'things need'} you`
}

function attentionText({what, why, next}: StatusAttention, {paint}: Theme): string {
  const line = `  ${paint.bold(printable(what))}: ${printable(why)}`
  return next === undefined ? line : `${line}\n      ${printable(next)}`
}

function failureText({plugin, message, hint}: StatusFailure, {paint, symbols}: Theme): string {
  const next = hint === null ? '' : `\n  ${printable(hint)}`
  return `${paint.red(symbols.fail)} ${printable(`${plugin}: ${message}`)}${next}`
}

function sectionText({title, rows}: StatusSection, {paint}: Theme): string {
  const body = rows.length === 0 ? 'none' : table(rows)
  return `${paint.bold(printable(title))}\n${printable(body, {lines: true})}`
}

function sectionProblem(section: unknown, known: readonly StatusSection[]): string | undefined {
  if (typeof section !== 'object' || section === null) return 'what it adds to gt status is not a section'
  const {key, title, order, rows, summary, attention} = section as Record<string, unknown>
  const isWhole = typeof key === 'string' && typeof title === 'string' && Number.isFinite(order) && isTable(rows)
  if (!isWhole) return 'what it adds to gt status lacks a key, a title, an order or rows'
  if (summary !== undefined && typeof summary !== 'string') return `the summary of its section ${key} is no text`
  if (attention !== undefined && !isAttention(attention))
    return `what needs attention in its section ${key} lacks a what or a why`
  if (taken.includes(key) || known.some((other) => other.key === key)) return `its section ${key} is there already`
  return undefined
}

function isTable(rows: unknown): boolean {
  return Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every((cell) => typeof cell === 'string'))
}

function isAttention(list: unknown): boolean {
  if (!Array.isArray(list)) return false
  return list.every((one: unknown) => {
    if (typeof one !== 'object' || one === null) return false
    const {what, why, next} = one as Record<string, unknown>
    return typeof what === 'string' && typeof why === 'string' && ['string', 'undefined'].includes(typeof next)
  })
}
