import {isAbsolute, relative} from 'node:path'
import {summarize, type Diagnosis, type Line} from '../domain/report/diagnosis.js'
import {severityOf} from '../domain/report/severity.js'
import {untrustedLine} from './untrusted-text.js'
import {lineText, lineTitle} from './line-text.js'

export interface GithubOptions {
  /** warnings count as failures */
  readonly strict: boolean
  /** folder of the checkout (GITHUB_WORKSPACE); files outside of it cannot be pointed at */
  readonly checkout?: string | undefined
}

/**
 * The report as workflow commands, which GitHub shows as annotations: one for each line that is not well, then one that sums up.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function renderGithub(diagnosis: Diagnosis, options: GithubOptions): string {
  const lines = diagnosis.sections.flatMap(({members}) => members.flatMap((line) => annotationOf(line, options)))
  const {issues, fixed, errored, checks} = summarize(diagnosis)
  const summary = `Issues: ${issues} found, ${fixed} fixed. Could not tell: ${errored}. Checked: ${checks}.`
  return [...lines, command('notice', {title: 'gt doctor'}, summary)].join('\n')
}

function annotationOf(line: Line, {strict, checkout}: GithubOptions): string[] {
  const severity = severityOf(line.result, {strict})
  if (severity === 'ok' || severity === 'skipped') return []
  const title = `${severity === 'error' ? 'Could not tell: ' : ''}${lineTitle(line)} [${line.target.check.id}]`
  const file = fileOf(line, checkout)
  return [command(severity === 'warning' ? 'warning' : 'error', {title, ...(file && {file})}, lineText(line))]
}

/** Relative to the checkout, as the annotation has to have it. */
function fileOf({target, result: {path}}: Line, checkout: string | undefined): string | undefined {
  if (target.machine !== undefined || path === undefined || !checkout || !isAbsolute(path) || !isAbsolute(checkout))
    return undefined
  const file = relative(checkout, path)
  return file === '' || file === '..' || file.startsWith('../') ? undefined : untrustedLine(file)
}

function command(name: string, properties: Readonly<Record<string, string>>, message: string): string {
  const words = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`)
  return `::${name} ${words.join(',')}::${escapeMessage(message)}`
}

function escapeMessage(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeMessage(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
