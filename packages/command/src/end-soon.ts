const graceMs = 1000

/**
 * To be called when all work is done and printed: ends the process in a moment even if a third party left something open.
 * The timer itself keeps nothing alive, so a clean process ends at once.
 */
export function endSoon(): void {
  setTimeout(() => process.exit(), graceMs).unref()
}
