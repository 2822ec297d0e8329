import type {StatusSection} from '@gt-town/contract'
import type {LastResult} from '../domain/report/last-result.js'

/** The section Doctor of `gt status`. */
export function lastResultSection(result: LastResult | undefined, now: Date): StatusSection {
  const {at, exit_code, summary} = result ?? {}
  return {
    key: 'doctor',
    title: 'Doctor',
    order: 90,
    rows: result ? [[wordsOf(result, now)]] : [['has not run yet: gt doctor']],
    data: result ? {at, exit_code, summary} : null,
    summary: result ? wordsOf(result, now) : 'has not run yet: gt doctor',
    attention:
      result && result.summary.failed + result.summary.warned + result.summary.errored > 0
        ? [{what: 'doctor', why: wordsOf(result, now), next: 'gt doctor'}]
        : [],
  }
}

function wordsOf({at, summary, exit_code}: LastResult, now: Date): string {
  const open = summary.failed + summary.warned
  const issues = `${open === 0 ? 'no' : open} ${open === 1 ? 'issue' : 'issues'}`
  const unknown = summary.errored > 0 ? `, ${summary.errored} could not be told` : ''
  const failed = exit_code === 4 ? ', a fix failed' : ''
  return `${issues}${unknown}${failed}, ${ageOf(now.getTime() - Date.parse(at))}`
}

function ageOf(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  if (minutes < 1) return 'just now'
  if (minutes < 60) return `${minutes} min ago`
  const hours = Math.floor(minutes / 60)
  if (hours < 48) return `${hours} h ago`
  return `${Math.floor(hours / 24)} days ago`
}
