import {narrowTable, table, type Theme} from '@gt-town/command'
import {printable} from '@gt-town/text'
import type {CheckFacts} from '../domain/checks/check-facts.js'

/** Our own plugins by their short names; a table of 80 columns has no room for the rest. */
const ours = '@gt-town/plugin-'

/** @param width columns of the terminal; in a pipe a check is always one line */
export function renderChecks(checks: readonly CheckFacts[], width: number | undefined): string {
  const rows = checks.map(({id, title, category, plugin, fixable}) => [
    id,
    category,
    plugin.startsWith(ours) ? plugin.slice(ours.length) : plugin,
    fixable ? 'yes' : 'no',
    title,
  ])
  const whole = [['ID', 'CATEGORY', 'PLUGIN', 'FIX', 'TITLE'], ...rows].map((row) => row.map((cell) => printable(cell)))
  return narrowTable(whole, width)
}

export function renderCheck(facts: CheckFacts, {paint}: Theme): string {
  const rows: [string, string | undefined][] = [
    ['Passes when', facts.title],
    ['Looks at', facts.description],
    ['By hand', facts.remedy],
    ['With --fix', facts.fixable ? 'it is repaired where that is safe' : 'nothing is done'],
    ['Runs', `once per ${facts.scope}${facts.deep ? ', with --deep only' : ''}`],
    ['Requires', facts.requires.length > 0 ? facts.requires.join(', ') : undefined],
    ['Section', facts.category],
    ['Comes with', facts.plugin],
    ['More', facts.docs_url],
  ]
  const lines = rows.filter(([, text]) => text !== undefined).map(([name, text]) => [`${name}:`, printable(text ?? '')])
  return `${paint.bold(printable(facts.id))}\n\n${table(lines)}`
}
