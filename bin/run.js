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
  print(`${name}/${version} ${process.platform}-${process.arch} node-${process.version}\n`)
} else if (word === '__complete') {
  answerTab()
} else if (!answerRootHelp()) {
  const answer = answerLightly()
  if (answer instanceof Promise) {
    void answer.then((code) => {
      if (code === undefined) runGt()
      else process.exitCode = code
    })
  } else if (!answer) runGt()
}

function runGt() {
  const {prestartWorker} = require('./prestart-worker.js')
  const worker = prestartWorker(join(root, 'dist', 'plugin-host-worker.cjs'))
  const {loadBundle} = require('./bundle.js')
  // A stack should name what is in the sources.
  const bundle = process.env.DEBUG ? undefined : loadBundle()
  void Promise.resolve(bundle?.exports ?? import('../dist/main.js')).then(({main}) =>
    main(process.argv.slice(2), root, worker),
  )
}

/** As src/main.ts does it: a reader that left is no mistake, whatever else stops it is. */
function print(text) {
  process.stdout.on('error', (error) => {
    if (error.code === 'EPIPE') return
    process.exitCode = 3
    process.stderr.write(
      `Error: the output could not be written: ${error.message} [GT_OUTPUT_FAILED]\nNext: see where the output goes: a full disk, for example\n`,
    )
  })
  process.stdout.write(text)
}

/** Whatever goes wrong, a shell that waits after Tab is told nothing rather than an error in the middle of its line. */
function answerTab() {
  const file = join(root, 'dist', 'complete.cjs')
  try {
    const {cacheFolder, dataFolder, home} = require('./folders.js')
    const folders = {home: home(), dataFolder: dataFolder(), cacheFolder: cacheFolder()}
    const place = {...folders, env: process.env, cwd: currentFolder(), root, refresh: refreshNames}
    writeAll(Buffer.from(require(file).answerTab(process.argv.slice(3), place)))
  } catch (error) {
    if (process.env.DEBUG) throw error
    process.exitCode = 3
  }
}

/** Without process.stdout, which takes longer to make than the answer; a pipe that takes no more for now gets the rest by it. */
function writeAll(bytes) {
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      if (error.code === 'EAGAIN') return print(bytes.subarray(at))
      if (error.code !== 'EPIPE') throw error
      return
    }
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

function answerRootHelp() {
  if (word !== undefined && !['help', '--help', '-h'].includes(word)) return false
  const {isFresh} = require('./bundle.js')
  if (!isFresh(join(root, 'dist', 'help.json'))) return false
  const text = require('./root-help.js').rootHelp(process.argv.slice(2), root)
  if (text !== undefined) print(text)
  return text !== undefined
}

/**
 * What agents and shells ask again and again is answered without loading gt, where that is plainly enough.
 * @returns whether it was; or later the exit code, undefined where it was not
 */
function answerLightly() {
  // A stack should name what is in the sources.
  const isLight = word === 'mail' || (word === 'machine' && process.argv[3] === 'exec')
  if (!isLight || process.env.DEBUG) return false
  const {isFresh} = require('./bundle.js')
  const file = join(root, 'dist', 'light.cjs')
  if (!isFresh(file)) return false
  const text = require(file).runLight(process.argv.slice(2), process.env, currentFolder())
  if (text === undefined || text instanceof Promise) return text ?? false
  if (text !== '') print(text)
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
