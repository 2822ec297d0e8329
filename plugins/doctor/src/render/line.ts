import {printable} from '@gt-town/text'
import type {Theme} from '@gt-town/command'
import {alwaysShown} from '../domain/always-shown.js'
import {broughtBy} from '../domain/brought-by.js'
import type {Line} from '../domain/report/diagnosis.js'
import {messageOfLine} from '../domain/report/report.js'
import type {Status} from '../domain/results/result.js'
import {renderPlan} from './plan.js'

export interface LineOptions {
  readonly look: Theme
  /** every line, with id, time, details, hint and log */
  readonly verbose: boolean
  readonly quiet: boolean
  /** of the town */
  readonly root?: string | undefined
}

const longest = 500

export function isWorthALine({job, sighting}: Line, {verbose, quiet}: LineOptions): boolean {
  const {status, ignored} = sighting
  if (ignored) return !quiet && (verbose || alwaysShown.has(job.check.id))
  if (quiet) return status !== 'pass' && status !== 'fixed' && status !== 'skip'
  if (verbose || alwaysShown.has(job.check.id)) return true
  return status !== 'pass' && status !== 'skip'
}

/** @param options.withRig whether the line has to say which rig it is about */
export function renderLine(line: Line, options: LineOptions & {withRig: boolean}): string {
  const {look, verbose, withRig} = options
  const rig = withRig && line.job.rig ? `${line.job.rig.name}: ` : ''
  const {plan, ignored, status} = line.sighting
  const planned = plan ? renderPlan(plan, options.root ?? '/').map((action) => `    ${action}`) : []
  const text = `${symbolOf(ignored ? 'skip' : status, look)} ${oneLine(`${rig}${wordsOf(line)}`)}`
  const {hint} = line.sighting
  const next = status === 'error' && hint !== undefined ? [`    next: ${printable(hint)}`] : []
  if (!verbose) return [text, ...planned, ...next].join('\n')
  const plugin = broughtBy(line.job)
  const id = printable(`${line.job.check.id}${plugin === undefined ? '' : ` of ${plugin}`}`)
  const about = look.paint.dim(`[${id}, ${line.look.durationMs} ms]`)
  const more = moreOf(line).map((extra) => `    ${look.paint.dim(printable(extra))}`)
  return [`${text} ${about}`, ...planned, ...more].join('\n')
}

function wordsOf(line: Line): string {
  const said = messageOfLine(line)
  const {title} = line.job.check
  const {ignored} = line.sighting
  if (ignored) return `${said} (ignored: ${ignored.reason})`
  switch (line.sighting.status) {
    case 'pass':
    case 'fail':
    case 'warn':
      return said
    case 'fixed':
      return `${said} (fixed)`
    case 'skip':
      return `${title} (skipped: ${said})`
    case 'error':
    case 'timeout':
      return `${title} (could not tell: ${said})`
  }
}

function symbolOf(status: Status, {paint, symbols}: Theme): string {
  switch (status) {
    case 'pass':
    case 'fixed':
      return paint.green(symbols.pass)
    case 'fail':
      return paint.red(symbols.fail)
    case 'warn':
      return paint.yellow(symbols.warn)
    case 'skip':
      return paint.dim(symbols.skip)
    case 'error':
    case 'timeout':
      return paint.yellow(symbols.unknown)
  }
}

function moreOf({sighting, look}: Line): string[] {
  const {hint, details = []} = sighting
  return [...details, ...(hint === undefined ? [] : [`next: ${hint}`]), ...look.log].flatMap((text) => text.split('\n'))
}

/** Only the first line of a message, and not without end. */
function oneLine(text: string): string {
  const [first = ''] = text.split('\n', 1)
  return printable(first.length > longest ? `${first.slice(0, longest)}…` : first)
}
