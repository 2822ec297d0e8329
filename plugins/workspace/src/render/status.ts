import {isGtError, type StatusSection, type Workspace} from '@gt-town/contract'
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
const taken = ['workspace', 'failures', 'error']

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

export function statusText(
  {root, name}: Pick<Workspace, 'root' | 'name'>,
  report: StatusReport,
  {paint, symbols}: Theme,
): string {
  const sections = report.sections.map(({title, rows}) => {
    const body = rows.length === 0 ? 'none' : table(rows)
    return `${paint.bold(printable(title))}\n${printable(body, {lines: true})}`
  })
  const failures = report.failures.map(({plugin, message, hint}) => {
    const next = hint === null ? '' : `\n  ${printable(hint)}`
    return `${paint.red(symbols.fail)} ${printable(`${plugin}: ${message}`)}${next}`
  })
  const town = name === undefined ? root : `${name}, ${root}`
  return [`Town: ${printable(town)}`, ...sections, ...failures].join('\n\n')
}

function sectionProblem(section: unknown, known: readonly StatusSection[]): string | undefined {
  if (typeof section !== 'object' || section === null) return 'what it adds to gt status is not a section'
  const {key, title, order, rows} = section as Record<string, unknown>
  const isWhole = typeof key === 'string' && typeof title === 'string' && Number.isFinite(order) && isTable(rows)
  if (!isWhole) return 'what it adds to gt status lacks a key, a title, an order or rows'
  if (taken.includes(key) || known.some((other) => other.key === key)) return `its section ${key} is there already`
  return undefined
}

function isTable(rows: unknown): boolean {
  return Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.every((cell) => typeof cell === 'string'))
}
