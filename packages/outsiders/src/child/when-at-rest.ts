import process from 'node:process'

const mostMs = 100
const everyMs = 5

/** Waits a little where a plugin left a timer running: what it throws then belongs into the report. Else calls at once. */
export function whenAtRest(then: () => void, waitedMs = 0): void {
  const isBusy = process.getActiveResourcesInfo().some((type) => type === 'Timeout')
  if (!isBusy || waitedMs >= mostMs) then()
  else setTimeout(whenAtRest, everyMs, then, waitedMs + everyMs)
}
