import type {Context} from 'mocha'

/** Skips the test that runs, and says why in its line of the report. */
export function skipBecause(context: Context, reason: string): never {
  if (context.test) context.test.title += ` (skipped: ${reason})`
  context.skip()
}

/** The same in a `before`, for all tests of its suite: each says why in its line. */
export function skipAllBecause(context: Context, reason: string): never {
  context.test?.parent?.eachTest((test) => (test.title += ` (skipped: ${reason})`))
  context.skip()
}
