import {printable, table, type Look} from '@gt-town/command'
import type {CheckFacts} from '../domain/check-facts.js'

export function renderChecks(checks: readonly CheckFacts[]): string {
  const rows = checks.map(({id, scope, fixable, title}) => [id, scope, fixable ? 'yes' : 'no', title])
  return table([['ID', 'SCOPE', 'FIX', 'PASSES WHEN'], ...rows].map((row) => row.map((cell) => printable(cell))))
}

export function renderCheck(facts: CheckFacts, {paint}: Look): string {
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
