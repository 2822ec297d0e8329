import type {Connection, ExecOptions, Machine} from '@gt-town/contract'
import {
  backPressureWriter,
  exitWhenFlushed,
  failureOf,
  failureOnMachine,
  printFailure,
  themeOf,
} from '@gt-town/command/light'
import {worstCode} from '../domain/run-outcome.js'
import {gatheredText, runSummary} from '../render/gathered.js'
import {linePrinter, prefixPrinter, rawPrinter, type RunPrinter} from '../render/run-printer.js'
import {runOnMachines} from '../use-cases/run-on-machines.js'

export interface RunAndShowOptions {
  readonly connect: (machine: Machine) => Promise<Pick<Connection, 'execute'> & AsyncDisposable>
  /** absolute; default the home folder there */
  readonly cwd?: string | undefined
  /** 0 is none */
  readonly timeoutMs: number
  /** how many at a time */
  readonly atOnce: number
  readonly json: boolean
  /** each output once, at the end */
  readonly gather: boolean
  readonly signal: AbortSignal
  /** for one machine only */
  readonly input?: ExecOptions['input'] | undefined
}

/** With a deadline, somebody may still wait for an answer of what froze, and the user does not. */
const hurryMs = 50

/** Runs one command on machines, with its output as it comes. @returns gt's exit code */
export async function runAndShow(
  machines: readonly Machine[],
  command: readonly string[],
  {json, gather, ...options}: RunAndShowOptions,
): Promise<number> {
  const isOne = machines.length === 1
  const isGathered = gather && !json
  const printer = isGathered ? {onEnd: () => undefined} : printerFor(machines, json, options.signal)
  const outcomes = await runOnMachines(machines, command, {...options, ...printer})
  const {paint} = themeOf(process.stdout, process.env)
  if (isGathered) process.stdout.write(gatheredText(outcomes, paint.bold))
  for (const {machine, error} of json ? [] : outcomes) {
    if (error) printFailure(failureOnMachine(failureOf(error), machine.name), error)
  }
  if (!isOne && !json) process.stderr.write(`${runSummary(outcomes)}\n`)
  if (options.timeoutMs > 0) exitWhenFlushed(hurryMs)
  return options.signal.aborted ? 130 : worstCode(outcomes)
}

function printerFor(machines: readonly Machine[], json: boolean, signal: AbortSignal): RunPrinter {
  const [out, err] = [backPressureWriter(process.stdout, signal), backPressureWriter(process.stderr, signal)]
  if (json) return linePrinter(out)
  return machines.length === 1 ? rawPrinter(out, err) : prefixPrinter(machines, out, err)
}
