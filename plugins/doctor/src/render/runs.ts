import {printable} from '@gt-town/text'
import {table} from '@gt-town/command'
import type {Change} from '@gt-town/journal'
import type {RunDetails, RunSummary} from '../domain/fix/run-facts.js'

export function renderRuns(runs: readonly RunSummary[]): string {
  if (runs.length === 0) return 'No gt doctor --fix has changed anything here.'
  const rows = runs.map(({id, started_at: started, fixed, changes, state}) => [
    ...[id, started.slice(0, 16).replace('T', ' '), String(fixed), String(changes), state],
  ])
  return table([['ID', 'WHEN (UTC)', 'FIXED', 'CHANGES', 'STATE'], ...rows])
}

export function renderRun(run: RunDetails): string {
  const problems = run.problems.map(({id, rig, fixed, error}) => {
    const what = rig === undefined ? id : `${rig}: ${id}`
    return `  ${what} ${fixed ? 'fixed' : `not fixed: ${error ?? ''}`}`
  })
  const changes = run.changed.map((change) => `  ${wordsOf(change)}`)
  const head = [`Run ${run.id}: ${run.state}`, `gt ${run.gt_version} ${run.options.join(' ')}`]
  const lines = [...head, '', 'Problems:', ...problems, '', 'Changes:', ...changes]
  return lines.map((line) => printable(line.trimEnd())).join('\n')
}

function wordsOf(change: Change): string {
  switch (change.op) {
    case 'write':
      return `wrote ${change.path}`
    case 'make':
      return `made ${change.path}/`
    case 'mode':
      return `changed the mode of ${change.path}`
    case 'move':
      return `moved ${change.from} to ${change.to}`
    case 'remove':
      return `removed ${change.path}`
    case 'link':
      return `linked ${change.path} to ${change.target}`
    case 'lock':
      return `made ${change.path}`
    case 'run':
      return `ran ${change.argv.join(' ')}`
  }
}
