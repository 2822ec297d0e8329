import {createRequire} from 'node:module'
import type Threads from 'node:worker_threads'

/** Looks from a thread of its own, which a loop that never ends does not stop. */
const script = `
  const {workerData: parent} = require('node:worker_threads')
  const look = () => process.ppid === parent || process.kill(process.pid, 'SIGKILL')
  look()
  setInterval(look, 500)
`

/**
 * Ends this process soon after gt has ended, even while code in it never yields. Costs a thread.
 * @param parent process id of gt, which may have ended by now
 */
export function startWatchdog(parent: number): void {
  // Loaded when it is needed, which is seldom.
  const {Worker} = createRequire(process.execPath)('node:worker_threads') as typeof Threads
  new Worker(script, {eval: true, stdin: false, workerData: parent}).unref()
}
