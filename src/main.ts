import {endWhenNobodyReads, failureDocument, failureOf, jsonText, printFailure} from '@gt-town/command'
import {offerPrestartedWorker} from '@gt-town/plugin-host'
import {Config, Plugin} from '@oclif/core/config'
import {run} from '@oclif/core/run'
import type {ChildProcess} from 'node:child_process'
import {guardOclif} from './third-party/guard-oclif.js'

/**
 * Runs one command line. Commands print their own errors; what ends here went wrong before one was found.
 * @param argv the words after `gt`
 * @param root folder of gt's own package.json; oclif finds the plugins from there
 * @param worker started ahead of time for third-party plugins
 */
export async function main(argv: string[], root: string, worker?: ChildProcess): Promise<void> {
  endWhenNobodyReads()
  if (worker) offerPrestartedWorker(worker)
  guardOclif({Config, Plugin}, {root})
  try {
    await run(argv, {root})
  } catch (error) {
    if (isExit(error)) {
      process.exitCode = error.oclif.exit
      return
    }
    const failure = failureOf(error)
    process.exitCode = failure.exit
    if (wantsJson(argv)) process.stdout.write(`${jsonText(failureDocument(failure))}\n`)
    else printFailure(failure, error)
  }
}

/** oclif's way to end: help and the like throw an error with code EEXIT. */
function isExit(error: unknown): error is Error & {oclif: {exit: number}} {
  return error instanceof Error && 'code' in error && error.code === 'EEXIT' && 'oclif' in error
}

function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--')
  return (end === -1 ? argv : argv.slice(0, end)).includes('--json')
}
