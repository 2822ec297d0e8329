import process from 'node:process'

const mostMs = 100
const everyMs = 5

/** Whether no plugin has left a timer running, which might throw. */
export function isAtRest(): boolean {
  return !process.getActiveResourcesInfo().includes('Timeout')
}

/** Waits a little where one has: what it throws then belongs into the report. Else calls at once. */
export function whenAtRest(then: () => void, waitedMs = 0): void {
  if (isAtRest() || waitedMs >= mostMs) then()
  else setTimeout(whenAtRest, everyMs, then, waitedMs + everyMs)
}
