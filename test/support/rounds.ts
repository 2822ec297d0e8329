const isSoak = process.env['GT_SOAK'] === '1'

/** Of cases that differ little, `npm test` tries the first or one of each sort, `npm run soak` all. */
export const few = !isSoak

/** Of the `connectionSuite` of each connection, in `Capabilities`. */
export const suiteRounds = isSoak ? 8 : 2

/** How many gts are started at once where none may get in another's way. */
export const many = isSoak ? 32 : 5

/** How often a suite tries its luck: a few times in `npm test`, as often as it takes in `npm run soak`. */
export function rounds(few: number, many: number): number {
  return isSoak ? many : few
}
