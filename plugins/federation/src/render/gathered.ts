import {printable} from '@gt-town/text'
import {runExitCode, type RunOutcome} from '../domain/run-outcome.js'

/**
 * What several machines printed, each text once, after those who printed it: most first.
 * @param paint makes a heading stand out
 */
export function gatheredText(outcomes: readonly RunOutcome[], paint: (text: string) => string): string {
  const groups = new Map<string, RunOutcome[]>()
  for (const outcome of outcomes) {
    if (outcome.error) continue
    const {stdout, stderr} = outcome
    const key = JSON.stringify([runExitCode(outcome), stdout.toString('base64'), stderr.toString('base64')])
    groups.set(key, [...(groups.get(key) ?? []), outcome])
  }
  return [...groups.values()]
    .sort((a, b) => b.length - a.length)
    .map((group) => groupText(group, paint))
    .join('')
}

/** How many ended how, as one line. */
export function runSummary(outcomes: readonly RunOutcome[]): string {
  const counts = new Map<string, number>()
  for (const outcome of outcomes) counts.set(endOf(outcome), (counts.get(endOf(outcome)) ?? 0) + 1)
  const parts = [...counts].sort(([a], [b]) => Number(b === 'ok') - Number(a === 'ok')).map(([how, n]) => `${n} ${how}`)
  return `${outcomes.length} machines: ${parts.join(', ')}`
}

function groupText(group: readonly RunOutcome[], paint: (text: string) => string): string {
  const [first] = group
  if (!first) return ''
  const names = group.map(({machine}) => machine.name).join(', ')
  const code = runExitCode(first)
  const end = code === 0 ? '' : `, exit ${code}`
  const text = [first.stdout, first.stderr].map((bytes) => withEnd(printable(bytes.toString(), {lines: true}))).join('')
  return `${paint(`--- ${printable(names)} (${group.length}${end})`)}\n${text}`
}

function endOf(outcome: RunOutcome): string {
  if (outcome.error?.code === 'GT_TIMEOUT') return 'timed out'
  if (outcome.error?.code === 'GT_ABORTED') return 'interrupted'
  const code = runExitCode(outcome)
  if (outcome.error && code === 255) return 'not reached'
  return code === 0 ? 'ok' : `exit ${code}`
}

function withEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
