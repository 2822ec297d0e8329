const isSoak = process.env['GT_SOAK'] === '1'

/** Of the suites of `@gt-town/contract-testing` against one more of the subjects that differ little: all of it takes `npm run soak`. */
export const few = !isSoak

/** Of the `connectionSuite` of each connection, in `Capabilities`. */
export const suiteRounds = isSoak ? 8 : 2

/** How often a suite tries its luck: a few times in `npm test`, as often as it takes in `npm run soak`. */
export function rounds(few: number, many: number): number {
  return isSoak ? many : few
}
