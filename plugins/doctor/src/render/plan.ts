import {relative} from 'node:path'
import {printable, quoteIfNeeded} from '@gt-town/text'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import type {Plan, PlannedAction} from '@gt-town/connection'

/** What a fix would do, a line each. @param root of the town: paths in it are shown without it */
export function renderPlan({actions, problem}: Plan, root: string): string[] {
  const lines = actions.map((action) => `would ${wordsOf(action, root)}`)
  if (problem !== undefined) lines.push(`would not get further: ${problem}`)
  return lines.map((line) => printable(line))
}

/** The last line of a dry run. */
export function renderPlanSummary({sections}: Diagnosis): string {
  const plans = sections.flatMap(({members}) => members.flatMap(({result}) => result.plan ?? []))
  const changes = plans.reduce((sum, {actions}) => sum + actions.length, 0)
  return `Dry run: ${count(changes, 'change')} in ${count(plans.length, 'fix', 'fixes')}, nothing was written`
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}

function wordsOf(action: PlannedAction, root: string): string {
  const short = (path: string): string => shorten(path, root)
  switch (action.action) {
    case 'make':
      return `make ${short(action.path)}${action.kind === 'folder' ? '/' : ''}`
    case 'change':
      return action.how === 'appended' ? `append to ${short(action.path)}` : `rewrite ${short(action.path)}`
    case 'mode':
      return `change the mode of ${short(action.path)} to ${action.mode}`
    case 'move':
      return `move ${short(action.from)} to ${short(action.to)}`
    case 'link':
      return `link ${short(action.path)} to ${action.to}`
    case 'remove':
      return `remove ${short(action.path)}`
    case 'run':
      return `run ${action.argv.map(quoteIfNeeded).join(' ')}`
  }
}

function shorten(path: string, root: string): string {
  const short = relative(root, path)
  return short === '' || short.startsWith('..') ? path : short
}
