import type {ExecOptions, Machine, OutputListener} from '@gt-town/contract'
import type {RunOutcome} from '../domain/run-outcome.js'
import {prefixLines} from './prefix-lines.js'
import {runDocument} from './run-document.js'

/** @returns what to wait for before the next one */
type Write = (bytes: Buffer | string) => ReturnType<OutputListener>

export interface RunPrinter {
  /** absent where the output is to be kept */
  readonly listen?: (machine: Machine) => Required<Pick<ExecOptions, 'onStdout' | 'onStderr'>>
  readonly onEnd: (outcome: RunOutcome) => void
}

/** Bytes as they come. */
export function rawPrinter(stdout: Write, stderr: Write): RunPrinter {
  return {listen: () => ({onStdout: stdout, onStderr: stderr}), onEnd: () => undefined}
}

/** Each line behind the name of its machine, `west | `, each stream apart. */
export function prefixPrinter(machines: readonly Machine[], stdout: Write, stderr: Write): RunPrinter {
  const width = Math.max(...machines.map(({name}) => name.length))
  const streams = new Map(
    machines.map(({name}) => {
      const prefix = `${name.padEnd(width)} | `
      return [name, {out: prefixLines(prefix), err: prefixLines(prefix)}]
    }),
  )
  return {
    listen: ({name}) => ({
      onStdout: (chunk) => stdout(streams.get(name)?.out.take(chunk) ?? chunk),
      onStderr: (chunk) => stderr(streams.get(name)?.err.take(chunk) ?? chunk),
    }),
    onEnd: ({machine: {name}}) => {
      void stdout(streams.get(name)?.out.end() ?? '')
      void stderr(streams.get(name)?.err.end() ?? '')
    },
  }
}

/** A JSON document a line, each when its machine is done. */
export function linePrinter(stdout: Write): RunPrinter {
  return {onEnd: (outcome) => void stdout(`${JSON.stringify(runDocument(outcome))}\n`)}
}
