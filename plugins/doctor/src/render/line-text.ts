import type {Line} from '../domain/report/diagnosis.js'
import {messageOfLine} from '../domain/report/report.js'
import {untrustedLine, untrustedText} from './untrusted-text.js'

/** What a line is about, the same from run to run: the check's title, on which machine and rig, and what tells it from its siblings. */
export function lineTitle({target, result}: Line): string {
  const machine = target.machine === undefined ? '' : `${target.machine}: `
  const rig = target.rig ? `${target.rig.name}: ` : ''
  const key = result.key === '' ? '' : ` (${result.key})`
  return untrustedLine(`${machine}${rig}${target.check.title}${key}`)
}

/** What it says, as one line. */
export function lineMessage(line: Line): string {
  return untrustedLine(messageOfLine(line))
}

/** All that it says: the message, details, what to do next. */
export function lineText(line: Line): string {
  const {details = [], hint} = line.result
  return untrustedText([messageOfLine(line), ...details, ...(hint === undefined ? [] : [`next: ${hint}`])].join('\n'))
}
