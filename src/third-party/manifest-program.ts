import {Plugin} from '@oclif/core'
import {writeSync} from 'node:fs'
import {Worker} from 'node:worker_threads'

// A process of its own: imports the commands of the plugin in the folder of the first word, and writes to descriptor 3 first what went
// wrong, then its manifest. The second word is its deadline in milliseconds, the third the process that asked.
const [root = '', deadlineMs = '', parent = ''] = process.argv.slice(2)

// The thread ends this process when a command loops for ever and whoever asked is not there any more.
const watch = `
  const {deadlineMs, parent} = require('node:worker_threads').workerData
  const started = Date.now()
  setInterval(() => {
    if (process.ppid !== parent || Date.now() - started > deadlineMs) process.kill(process.pid, 'SIGKILL')
  }, 250)`
new Worker(watch, {eval: true, workerData: {deadlineMs: Number(deadlineMs) + 1000, parent: Number(parent)}}).unref()

const problems: string[] = []
// oclif warns with a name and the error.
process.emitWarning = (warning: string | Error, error?: unknown) => {
  problems.push(problemOf(error instanceof Error ? error : warning))
}
const plugin = new Plugin({root, type: 'link', ignoreManifest: true})
let manifest: unknown = {commands: {}, version: ''}
try {
  await plugin.load()
  ;({manifest} = plugin)
} catch (error) {
  problems.push(problemOf(error))
}
const text = Buffer.from(`${JSON.stringify(problems)}\n${JSON.stringify(manifest)}`)
let written = 0
while (written < text.length) written += writeSync(3, text, written)
process.exit()

/** oclif adds lines about itself below the message. */
function problemOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error)
  const task =
    error instanceof Error && 'detail' in error ? /findCommand \((.+)\)/.exec(String(error.detail))?.[1] : undefined
  const line = message.split('\n')[0]?.slice(0, 300) ?? ''
  return task === undefined ? line : `its command ${JSON.stringify(task)} did not load: ${line}`
}
