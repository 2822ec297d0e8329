import {
  isGtError,
  TimeoutError,
  type Connection,
  type ExecOptions,
  type ExecResult,
  type Machine,
} from '@gt-town/contract'
import type {RunOutcome} from '../domain/run-outcome.js'
import {inParallel, within} from '@gt-town/waiting'

/** So much longer than the user's deadline somebody waits to hear that nothing runs there any more. */
const confirmMs = 650

export interface RunOptions {
  readonly connect: (machine: Machine) => Promise<Pick<Connection, 'execute'> & AsyncDisposable>
  /** absolute; default the home folder there */
  readonly cwd?: string | undefined
  /** 0 is none */
  readonly timeoutMs: number
  /** how many at a time */
  readonly atOnce: number
  readonly signal: AbortSignal
  /** for one machine only */
  readonly input?: ExecOptions['input'] | undefined
  /** what takes the output as it comes; without it, it is kept */
  readonly listen?: ((machine: Machine) => Required<Pick<ExecOptions, 'onStdout' | 'onStderr'>>) | undefined
  readonly onEnd: (outcome: RunOutcome) => void
}

/** Runs one command on each of the machines; what goes wrong with one of them is its outcome and nobody else's. */
export async function runOnMachines(
  machines: readonly Machine[],
  argv: readonly string[],
  {atOnce, onEnd, ...options}: RunOptions,
): Promise<RunOutcome[]> {
  return inParallel(machines, atOnce, async (machine) => {
    const outcome = await runOn(machine, argv, options)
    onEnd(outcome)
    return outcome
  })
}

async function runOn(
  machine: Machine,
  argv: readonly string[],
  {connect, cwd, timeoutMs, signal, input, listen}: Omit<RunOptions, 'atOnce' | 'onEnd'>,
): Promise<RunOutcome> {
  const started = performance.now()
  // Of gt itself, for who waits; one of many that comes late has its own time.
  const startUpMs = Math.min(started, 400)
  const durationMs = (): number => Math.round(performance.now() - started)
  const run = async (): Promise<ExecResult> => {
    await using connection = await connect(machine)
    return await connection.execute(argv, {
      // What it changes, only the user knows.
      effect: 'write',
      paths: [],
      timeoutMs,
      signal,
      ...(cwd !== undefined && {cwd}),
      ...(input !== undefined && {input}),
      ...listen?.(machine),
    })
  }
  try {
    return {machine, ...(await inTime(run(), machine.name, timeoutMs, startUpMs)), durationMs: durationMs()}
  } catch (error) {
    if (!isGtError(error)) throw error
    const nothing = Buffer.alloc(0)
    return {machine, code: null, signal: null, stdout: nothing, stderr: nothing, durationMs: durationMs(), error}
  }
}

/** Whatever froze on the way, the user's deadline is kept. */
async function inTime(
  running: Promise<ExecResult>,
  machine: string,
  timeoutMs: number,
  startUpMs: number,
): Promise<ExecResult> {
  if (timeoutMs === 0) return running
  return within(timeoutMs + confirmMs - startUpMs, running, () => {
    throw new TimeoutError('the command', timeoutMs, {
      hint: `it may still run on ${machine}: see what runs there, with gt machine exec ${machine} -- ps -ef`,
    })
  })
}
