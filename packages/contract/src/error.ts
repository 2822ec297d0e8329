/** A stable, greppable name for what went wrong, such as `GT_RIG_NOT_FOUND`. Public API. */
export type ErrorCode = `GT_${string}`

/** 1: the answer is bad news. 2: wrong usage. 3: could not be carried out. 4: a fix failed. */
export type ExitCode = 1 | 2 | 3 | 4

export interface GtErrorOptions {
  /** What the reader can do next, as one line. */
  hint?: string | undefined
  /** Default 3. */
  exit?: ExitCode
  cause?: unknown
}

/** Every expected failure: thrown anywhere, printed in one place. */
export class GtError extends Error {
  readonly code: ErrorCode
  readonly hint: string | undefined
  readonly exit: ExitCode

  constructor(code: ErrorCode, message: string, options: GtErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : {cause: options.cause})
    // Not the class's: a bundle shortens it. The code tells errors apart.
    this.name = 'GtError'
    this.code = code
    this.hint = options.hint
    this.exit = options.exit ?? 3
  }
}

/** The caller asked for something that makes no sense: exit 2. */
export class UsageError extends GtError {
  constructor(code: ErrorCode, message: string, options: Omit<GtErrorOptions, 'exit'> = {}) {
    super(code, message, {...options, exit: 2})
  }
}

/** By shape, not by class: npm may install two copies of this package. */
export function isGtError(error: unknown): error is GtError
export function isGtError<Code extends ErrorCode>(error: unknown, code: Code): error is GtError & {readonly code: Code}
export function isGtError(error: unknown, code?: ErrorCode): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    typeof error.code === 'string' &&
    error.code.startsWith('GT_') &&
    'exit' in error &&
    (code === undefined || error.code === code)
  )
}

/** A one-line text of anything that was thrown. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message
  return typeof error === 'string' ? error : `something that is not an error was thrown (${typeof error})`
}
