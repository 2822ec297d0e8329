import type {GtError, Machine} from '@gt-town/contract'

/** How a command on one machine ended; `error` where it did not run to its end, or nobody knows. */
export interface RunOutcome {
  readonly machine: Machine
  readonly code: number | null
  readonly signal: string | null
  /** empty where it was printed as it came */
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly durationMs: number
  readonly error?: GtError | undefined
}

/** Numbers of signals as Linux and macOS both have them; the rest differ. */
const signalNumbers: Readonly<Record<string, number>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGILL: 4,
  SIGTRAP: 5,
  SIGABRT: 6,
  SIGFPE: 8,
  SIGKILL: 9,
  SIGSEGV: 11,
  SIGPIPE: 13,
  SIGALRM: 14,
  SIGTERM: 15,
  SIGBUS: 7,
  SIGUSR1: 10,
  SIGUSR2: 12,
  SIGXCPU: 24,
  SIGXFSZ: 25,
}

/** As a shell would tell it: 128 and the signal's number; 124 timed out, 126 and 127 could not be started, 255 no connection. */
export function runExitCode({code, signal, error}: Pick<RunOutcome, 'code' | 'signal' | 'error'>): number {
  if (error) return codeOfError(error.code)
  return code ?? 128 + (signalNumbers[signal ?? ''] ?? 0)
}

/** The worst one: that no connection came about weighs most, then the highest code. */
export function worstCode(outcomes: readonly RunOutcome[]): number {
  return Math.max(0, ...outcomes.map(runExitCode))
}

function codeOfError(code: string): number {
  switch (code) {
    case 'GT_TIMEOUT':
      return 124
    case 'GT_PERMISSION_DENIED':
    // The folder to run it in.
    case 'GT_NOT_FOUND':
    case 'GT_NOT_A_DIRECTORY':
      return 126
    case 'GT_COMMAND_NOT_FOUND':
      return 127
    case 'GT_ABORTED':
      return 130
    default:
      return 255
  }
}
