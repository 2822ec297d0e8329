import process from 'node:process'

const maxMs = 100
const everyMs = 5

/** Whether no plugin has left a timer running, which might throw. */
export function isIdle(): boolean {
  return !process.getActiveResourcesInfo().includes('Timeout')
}

/** Waits a little where one has: what it throws then belongs into the report. Else calls at once. */
export function whenIdle(then: () => void, waitedMs = 0): void {
  if (isIdle() || waitedMs >= maxMs) then()
  else setTimeout(whenIdle, everyMs, then, waitedMs + everyMs)
}
