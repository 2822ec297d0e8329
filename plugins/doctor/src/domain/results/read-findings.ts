import {cutLines, cutText} from '@gt-town/text'
import type {DoctorCheck, Finding} from '@gt-town/contract'
import type {Result} from './result.js'

/** What a check's `run` gave, as results; nonsense becomes one with the status `error`. */
export function readFindings(check: DoctorCheck, value: unknown): readonly Result[] {
  if (isPlainPass(value)) return onePass
  const findings: unknown[] = Array.isArray(value) ? value : [value]
  const results: Result[] = []
  for (const finding of findings) {
    if (isPlainPass(finding)) {
      results.push(passed)
      continue
    }
    const problem = problemOf(finding)
    if (problem !== undefined)
      return [{status: 'error', key: '', message: `the check answered nonsense: ${problem}`, fixable: false}]
    results.push(resultOf(check, finding as Finding))
  }
  return results
}

function resultOf(check: DoctorCheck, finding: Finding): Result {
  const {status, key = '', message, hint, details, path} = finding
  return {
    status,
    key,
    fixable: (status === 'fail' || status === 'warn') && check.fix !== undefined && finding.fixable !== false,
    ...(message !== undefined && {message: cutText(message)}),
    ...(hint !== undefined && {hint: cutText(hint)}),
    ...(details !== undefined && {details: cutLines(details)}),
    ...(path !== undefined && {path}),
  }
}

/** Most findings are this one, so it is recognised before anything else. */
const passed: Result = {status: 'pass', key: '', fixable: false}
const onePass: readonly Result[] = [passed]

function isPlainPass(finding: unknown): boolean {
  if (typeof finding !== 'object' || finding === null) return false
  const {status, key, message, details, hint} = finding as Readonly<Record<string, unknown>>
  return status === 'pass' && key === undefined && message === undefined && details === undefined && hint === undefined
}

const statuses: readonly unknown[] = ['pass', 'warn', 'fail', 'skip']

function problemOf(finding: unknown): string | undefined {
  if (typeof finding !== 'object' || finding === null) return finding === null ? 'null' : typeof finding
  const {status, key, message, hint, path, details} = finding as Readonly<Record<string, unknown>>
  if (!statuses.includes(status)) return `the status ${status === undefined ? 'undefined' : JSON.stringify(status)}`
  for (const [name, text] of Object.entries({key, message, hint, path})) {
    if (text !== undefined && typeof text !== 'string') return `a ${name} that is not text`
  }
  if (details !== undefined && !(Array.isArray(details) && details.every((line) => typeof line === 'string'))) {
    return 'details that are not a list of lines'
  }
  return undefined
}
