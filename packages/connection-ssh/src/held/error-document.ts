import {
  AbortedError,
  ConnectFailedError,
  ConnectionLostError,
  GtError,
  HostKeyError,
  isGtError,
  messageOf,
  type ConnectFailure,
  type ErrorCode,
  type ExitCode,
  type HostKeyProblem,
} from '@gt-town/contract'

/** An error as it crosses from a holder to gt. */
export interface ErrorDocument {
  readonly code: ErrorCode
  readonly message: string
  readonly exit: ExitCode
  readonly hint?: string | undefined
  readonly kind?: string | undefined
  readonly presented?: string | undefined
  readonly trusted?: readonly string[] | undefined
  readonly mayHaveRun?: boolean | undefined
}

export function errorDocument(error: unknown): ErrorDocument {
  if (!isGtError(error)) return {code: 'GT_INTERNAL', message: messageOf(error), exit: 3}
  const {code, message, exit, hint} = error
  return {
    code,
    message,
    exit,
    hint,
    ...('kind' in error && {kind: String(error.kind)}),
    ...(error instanceof HostKeyError && {presented: error.presented, trusted: error.trusted}),
    ...(error instanceof ConnectionLostError && {mayHaveRun: error.commandMayHaveRun}),
  }
}

/** @param machine whose connection it is, as the error itself calls it */
export function errorOfDocument(machine: string, document: ErrorDocument): GtError {
  const {code, message, exit, hint, kind, presented, trusted = [], mayHaveRun} = document
  if (mayHaveRun !== undefined) return new ConnectionLostError(machine, mayHaveRun, {hint})
  if (code === 'GT_ABORTED') return new AbortedError(message.replace(/ was interrupted$/, ''), {hint})
  if (kind !== undefined && code.startsWith('GT_HOST_KEY')) {
    return new HostKeyError(message, kind as HostKeyProblem, {presented, trusted}, {hint})
  }
  if (kind !== undefined) {
    const reason = message.startsWith(`${machine}: `) ? message.slice(machine.length + 2) : message
    return new ConnectFailedError(machine, kind as ConnectFailure, reason, {hint})
  }
  return new GtError(code, message, {hint, exit})
}
