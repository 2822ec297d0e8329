import type {Context} from 'mocha'

/** Skips the test that runs, and says why in its line of the report. */
export function skipBecause(context: Context, reason: string): never {
  if (context.test) context.test.title += ` (skipped: ${reason})`
  context.skip()
}
