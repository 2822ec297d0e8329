import {isGtError, messageOf, type ErrorCode} from '@gt-town/contract'
import {lookOf} from './style.js'
import {printable} from './text.js'

export interface Failure {
  code: ErrorCode
  message: string
  hint: string | undefined
  exit: number
}

/** Whatever was thrown, as what is shown: a code, one line that says what, one that says what to do next. */
export function failureOf(error: unknown): Failure {
  if (isGtError(error)) return {code: error.code, message: error.message, hint: error.hint, exit: error.exit}
  if (isUsage(error)) {
    const [message = '', ...rest] = messageOf(error).split('\n')
    const hint = rest.find((line) => line.trim() !== '' && !line.startsWith('See more help'))?.trim()
    return {
      code: 'GT_USAGE',
      message: message.trim(),
      hint: hint ?? 'add --help to see what this command takes',
      exit: 2,
    }
  }
  return {
    code: 'GT_INTERNAL',
    message: messageOf(error),
    hint: 'this is a mistake in gt: run it again with DEBUG=1 and report what it prints',
    exit: 3,
  }
}

/** One line that says what and where, one that says what to do next; the stack only with DEBUG. */
export function printFailure(failure: Failure, error: unknown): void {
  const {paint} = lookOf(process.stderr, process.env)
  const lines = [`${paint.red('Error:')} ${printable(failure.message)} ${paint.dim(`[${failure.code}]`)}`]
  if (failure.hint) lines.push(`${paint.cyan('Next:')} ${printable(failure.hint)}`)
  if (process.env['DEBUG'] && error instanceof Error) lines.push(stackOf(error))
  process.stderr.write(`${lines.join('\n')}\n`)
}

export function failureDocument({code, message, hint}: Failure): {
  error: {code: string; message: string; hint: string | null}
} {
  return {error: {code, message, hint: hint ?? null}}
}

/** oclif's own errors about flags and arguments. */
function isUsage(error: unknown): boolean {
  return error instanceof Error && 'oclif' in error && (error.oclif as {exit?: unknown}).exit === 2
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message
  return error.cause instanceof Error ? `${own}\nCaused by: ${stackOf(error.cause)}` : own
}
