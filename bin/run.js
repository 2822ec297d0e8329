#!/usr/bin/env node
'use strict'
const {readFileSync} = require('node:fs')
const {join} = require('node:path')

// CommonJS, because Node starts an ES module a third slower.
const root = join(__dirname, '..')
const [word] = process.argv.slice(2)
if ((word === '--version' || word === '-v') && process.argv.length === 3) {
  // Answered before anything is loaded: shells and scripts ask this often.
  const {name, version} = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  process.stdout.on('error', (error) => (process.exitCode = error.code === 'EPIPE' ? 0 : 3))
  process.stdout.write(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
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
