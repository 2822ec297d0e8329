import type {Line} from '../domain/report/diagnosis.js'
import {messageOfLine} from '../domain/report/report.js'
import {foreignLine, foreignText} from './untrusted-text.js'

/** What a line is about, the same from run to run: the check's title, on which machine and rig, and what tells it from its siblings. */
export function subjectOf({job, sighting}: Line): string {
  const machine = job.machine === undefined ? '' : `${job.machine}: `
  const rig = job.rig ? `${job.rig.name}: ` : ''
  const key = sighting.key === '' ? '' : ` (${sighting.key})`
  return foreignLine(`${machine}${rig}${job.check.title}${key}`)
}

/** What it says, as one line. */
export function saidOf(line: Line): string {
  return foreignLine(messageOfLine(line))
}

/** All that it says: the message, details, what to do next. */
export function storyOf(line: Line): string {
  const {details = [], hint} = line.sighting
  return foreignText([messageOfLine(line), ...details, ...(hint === undefined ? [] : [`next: ${hint}`])].join('\n'))
}
