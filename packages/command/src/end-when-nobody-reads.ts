import {GtError, messageOf} from '@gt-town/contract'
import {failureOf, printFailure} from './print-error.js'

/** `gt ... | head -1` closes our stdout early: that is no error of ours. Whatever else stops it is, such as a full disk. */
export function endWhenNobodyReads(): void {
  // Before oclif's own listener, which throws.
  process.stdout.prependListener('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0)
    const failure = failureOf(
      new GtError('GT_OUTPUT_FAILED', `the output could not be written: ${messageOf(error)}`, {
        hint: 'see where the output goes: a full disk, for example',
        cause: error,
      }),
    )
    printFailure(failure, error)
    process.exit(failure.exit)
  })
  // Of an error that cannot be printed only the exit code can tell.
  process.stderr.on('error', () => undefined)
}
