import {setMaxListeners} from 'node:events'

let controller: AbortController | undefined

/**
 * A signal that fires on the first SIGINT, SIGTERM or SIGHUP, so that work can be rolled back; a second one ends the
 * process at once. Listens only from the first call on.
 */
export function interruption(): AbortSignal {
  if (controller) return controller.signal
  const made = new AbortController()
  // A thousand things may wait for it at once, which is no leak.
  setMaxListeners(0, made.signal)
  controller = made
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(name, () => {
      if (made.signal.aborted) process.exit(130)
      made.abort()
    })
  }
  return made.signal
}
