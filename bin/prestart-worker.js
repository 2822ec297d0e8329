'use strict'
const {readFileSync} = require('node:fs')
const {join} = require('node:path')
const {dataFolder} = require('./folders.js')

/** Commands that ask plugins, and what they ask. */
const questions = {doctor: 'gt:checks', status: 'gt:status'}
/** Words after `doctor` that make it a command that asks nobody. */
const quiet = new Set(['new', 'runs', 'undo'])

/**
 * Starts the process in which third-party plugins run, where this command will need one, so that it starts while gt itself does. A
 * wrong guess costs a process that ends with gt; packages/plugin-host starts one where there is none.
 * @param {string} script
 * @returns the process, or undefined
 */
function prestartWorker(script) {
  const [word, next] = process.argv.slice(2)
  const event = questions[word]
  if (event === undefined || quiet.has(next) || process.argv.includes('--help') || !hasThirdPartyPlugins(event))
    return undefined
  const {spawn} = require('node:child_process')
  // As packages/plugin-host/src/start-worker.ts does it.
  const stdio = ['ignore', 'pipe', 'pipe', 'ipc']
  const worker = spawn(process.execPath, [script], {detached: true, stdio, serialization: 'advanced'})
  // Whoever needs one tries again then, and says why there is none.
  worker.on('error', () => undefined)
  // Until somebody wants it, it keeps nobody waiting.
  for (const part of [worker, worker.channel, worker.stdout, worker.stderr]) part?.unref()
  return worker.pid === undefined ? undefined : worker
}

/** Whether a plugin that the user installed answers this event. */
function hasThirdPartyPlugins(event) {
  const data = dataFolder()
  try {
    const {oclif} = JSON.parse(readFileSync(join(data, 'package.json'), 'utf8'))
    return oclif.plugins.some(({name, root}) =>
      readFileSync(join(root || join(data, 'node_modules', name), 'package.json'), 'utf8').includes(`"${event}"`),
    )
  } catch {
    // Whatever is wrong there is told later, by whoever needs it.
    return false
  }
}

module.exports = {prestartWorker}
