#!/usr/bin/env node
'use strict'
const {readFileSync, writeSync} = require('node:fs')
const {join} = require('node:path')

// CommonJS, because Node starts an ES module a third slower.
const root = join(__dirname, '..')
const [word] = process.argv.slice(2)
if ((word === '--version' || word === '-v') && process.argv.length === 3) {
  // Answered before anything is loaded: shells and scripts ask this often.
  const {name, version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  process.stdout.on('error', (error) => (process.exitCode = error.code === 'EPIPE' ? 0 : 3))
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else if (word === '__complete') {
  answerTab()
} else if (!answerLightly()) {
  const {prestartWorker} = require('./prestart-worker.js')
  const worker = prestartWorker(join(root, 'dist', 'plugin-host-worker.cjs'))
  const {loadBundle} = require('./bundle.js')
  // A stack should name what is in the sources.
  const bundle = process.env.DEBUG ? undefined : loadBundle()
  void Promise.resolve(bundle?.exports ?? import('../dist/main.js')).then(({main}) =>
    main(process.argv.slice(2), root, worker),
  )
}

/** Whatever goes wrong, a shell that waits after Tab is told nothing rather than an error in the middle of its line. */
function answerTab() {
  const file = join(root, 'dist', 'complete.cjs')
  try {
    const place = {env: process.env, cwd: currentFolder(), root, refresh: refreshNames}
    writeSync(1, require(file).answerTab(process.argv.slice(3), place))
  } catch (error) {
    if (process.env.DEBUG) throw error
    process.exitCode = 3
  }
}

/** Has the names of third-party plugins made anew, for the next Tab. */
function refreshNames(town) {
  const {spawn} = require('node:child_process')
  const place = town === undefined ? [] : ['--town', town]
  const child = spawn(process.execPath, [__filename, 'autocomplete', 'refresh', ...place], {
    detached: true,
    stdio: 'ignore',
  })
  child.on('error', () => undefined)
  child.unref()
}

/** What agents and shells ask again and again is answered without loading gt, where that is plainly enough. */
function answerLightly() {
  // A stack should name what is in the sources.
  if (word !== 'mail' || process.env.DEBUG) return false
  const {isFresh} = require('./bundle.js')
  const file = join(root, 'dist', 'light.cjs')
  if (!isFresh(file)) return false
  const text = require(file).runLight(process.argv.slice(2), process.env, currentFolder())
  if (text === undefined) return false
  if (text !== '') process.stdout.write(text)
  return true
}

/** Empty where it does not exist any more, about which gt itself has something to say. */
function currentFolder() {
  try {
    return process.cwd()
  } catch {
    return ''
  }
}
