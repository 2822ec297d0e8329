import {isGtError, messageOf, type ErrorCode} from '@gt-town/contract'
import {closest, printable} from '@gt-town/text'
import {themeOf} from './theme.js'
import {wrapLines} from './wrap-lines.js'

export interface Failure {
  code: ErrorCode
  message: string
  hint: string | undefined
  exit: number
}

/**
 * Whatever was thrown, as what is shown: a code, one line that says what, one that says what to do next.
 * @param flags what the command takes, for a did-you-mean
 */
export function failureOf(error: unknown, flags: readonly string[] = []): Failure {
  if (isGtError(error)) return {code: error.code, message: error.message, hint: error.hint, exit: error.exit}
  if (isUsage(error)) return {code: 'GT_USAGE', ...usageOf(error, flags), exit: 2}
  return {
    code: 'GT_INTERNAL',
    message: messageOf(error),
    hint: 'this is a mistake in gt: run it again with DEBUG=1 and report what it prints',
    exit: 3,
  }
}

/** One line that says what and where, one that says what to do next; the stack only with DEBUG. */
export function printFailure(failure: Failure, error: unknown): void {
  const {paint, width} = themeOf(process.stderr, process.env)
  const lines = [`${paint.red('Error:')} ${printable(failure.message)} ${paint.dim(`[${failure.code}]`)}`]
  if (failure.hint) lines.push(`${paint.cyan('Next:')} ${printable(failure.hint)}`)
  const stack = process.env['DEBUG'] && error instanceof Error ? [stackOf(error)] : []
  process.stderr.write(`${[...lines.map((line) => wrapLines(line, width)), ...stack].join('\n')}\n`)
}

export function failureDocument({code, message, hint}: Failure): {
  error: {code: string; message: string; hint: string | null}
} {
  return {error: {code, message, hint: hint ?? null}}
}

/** oclif's own errors about flags and arguments. */
function isUsage(error: unknown): error is Error {
  return error instanceof Error && 'oclif' in error && (error.oclif as {exit?: unknown}).exit === 2
}

/** What oclif says in several lines, as one that says what and one that says what next. */
function usageOf(error: Error, flags: readonly string[]): {message: string; hint: string} {
  const [first = '', ...rest] = error.message.split('\n').map((line) => line.trim())
  const lines = rest.filter((line) => line !== '' && !line.startsWith('See more help'))
  const help = 'add --help to see what this command takes'
  if ('args' in error && Array.isArray(error.args) && first.endsWith(':')) {
    // Below it stands a table of the arguments that are missing, and advice about them.
    const names = (error.args as {name: string}[]).map(({name}) => name)
    return {message: `${first} ${names.join(', ')}`, hint: help}
  }
  if ('flags' in error && Array.isArray(error.flags)) {
    const near = closest(
      String(error.flags[0]),
      [...flags, 'help'].map((name) => `--${name}`),
    )
    return {message: first, hint: near === undefined ? help : `did you mean ${near}?`}
  }
  if (/^Command .+ not found\.$/.test(first)) return {message: first, hint: 'gt help lists all commands'}
  if (first.endsWith('occurred:')) return {message: lines.map(exclusionOf).join('; '), hint: help}
  const flag = /^Parsing (--\S+)$/.exec(first)?.[1]
  const [, wanted, got] = /^Expected (.+) but received: (.*)$/.exec(lines[0] ?? '') ?? []
  if (flag !== undefined && wanted !== undefined) return {message: `${flag} takes ${wanted}, not ${got}`, hint: help}
  return {message: first, hint: lines[0] ?? help}
}

/** Two flags of which oclif says that one "cannot also be provided", with the value that it has. */
function exclusionOf(line: string): string {
  const [, one, other] = /^(--[^\s=]+)\S* cannot also be provided when using (--\S+)$/.exec(line) ?? []
  return one === undefined ? line : `${one} and ${other} cannot be used together`
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message
  return error.cause instanceof Error ? `${own}\nCaused by: ${stackOf(error.cause)}` : own
}
