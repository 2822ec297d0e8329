import {printable} from '@gt-town/text'
import type {Theme} from '@gt-town/command'
import {thirdPartyPackage} from '../domain/checks/registered-check.js'
import type {Line} from '../domain/report/diagnosis.js'
import {messageOfLine} from '../domain/report/report.js'
import type {Status} from '../domain/results/result.js'
import {renderPlan} from './plan.js'

export interface LineOptions {
  readonly theme: Theme
  /** every line, with id, time, details, hint and log */
  readonly verbose: boolean
  readonly quiet: boolean
  /** of the town */
  readonly root?: string | undefined
}

const longest = 500

/** The lines every report prints, passed or not: the table of the design. Other checks print only what did not pass. */
const alwaysShown: ReadonlySet<string> = new Set([
  'workspace/config',
  'workspace/state',
  'workspace/mail',
  'workspace/boss',
  'workspace/rigs',
  'workspace/refinery',
  'workspace/refinery-readme',
  'workspace/refinery-state',
  'workspace/refinery-lock',
  'workspace/refinery-clone',
  'workspace/mayor-clone',
  'workspace/gitignore',
])

export function isWorthALine({target, result}: Line, {verbose, quiet}: LineOptions): boolean {
  const {status, ignored} = result
  if (ignored) return !quiet && (verbose || alwaysShown.has(target.check.id))
  if (quiet) return status !== 'pass' && status !== 'fixed' && status !== 'skip'
  if (verbose || alwaysShown.has(target.check.id)) return true
  return status !== 'pass' && status !== 'skip'
}

/** @param options.withRig whether the line has to say which rig it is about */
export function renderLine(line: Line, options: LineOptions & {withRig: boolean}): string {
  const {theme, verbose, withRig} = options
  const rig = withRig && line.target.rig ? `${line.target.rig.name}: ` : ''
  const {plan, ignored, status} = line.result
  const planned = plan ? renderPlan(plan, options.root ?? '/').map((action) => `    ${action}`) : []
  const text = `${symbolOf(ignored ? 'skip' : status, theme)} ${oneLine(`${rig}${wordsOf(line)}`)}`
  const step = nextStep(line)
  const next = step === undefined ? [] : [`    next: ${oneLine(step)}`]
  // What a repair has left aside is told where it is, or nobody would look for it.
  const aside = status === 'fixed' ? (line.result.details ?? []).map((note) => `    ${oneLine(note)}`) : []
  if (!verbose) return [text, ...aside, ...planned, ...next].join('\n')
  const plugin = thirdPartyPackage(line.target)
  const id = printable(`${line.target.check.id}${plugin === undefined ? '' : ` of ${plugin}`}`)
  const about = theme.paint.dim(`[${id}, ${line.run.durationMs} ms]`)
  const more = moreOf(line).map((extra) => `    ${theme.paint.dim(printable(extra))}`)
  return [`${text} ${about}`, ...planned, ...more].join('\n')
}

/** What to do about a line that --fix does nothing about. */
function nextStep({target, result}: Line): string | undefined {
  const {status, hint, fixable, fixError, ignored} = result
  if (ignored || (status === 'timeout' && hint === undefined)) return undefined
  if (status === 'error' || status === 'timeout') return hint
  if ((status !== 'fail' && status !== 'warn') || (fixable && fixError === undefined)) return undefined
  return hint ?? target.check.remedy ?? `gt doctor explain ${target.check.id}`
}

function wordsOf(line: Line): string {
  const said = messageOfLine(line)
  const {title} = line.target.check
  const {ignored} = line.result
  if (ignored) return `${said} (ignored: ${ignored.reason})`
  switch (line.result.status) {
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

function moreOf({result, run}: Line): string[] {
  const {hint, details = []} = result
  return [...details, ...(hint === undefined ? [] : [`next: ${hint}`]), ...run.log].flatMap((text) => text.split('\n'))
}

/** Only the first line of a message, and not without end. */
function oneLine(text: string): string {
  const [first = ''] = text.split('\n', 1)
  return printable(first.length > longest ? `${first.slice(0, longest)}...` : first)
}
