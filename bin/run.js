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
} else {
  const {prestartWorker} = require('./prestart-worker.js')
  const worker = prestartWorker(join(root, 'dist', 'plugin-host-worker.cjs'))
  const {loadBundle} = require('./bundle.js')
  // A stack should name what is in the sources.
  const bundle = process.env.DEBUG ? undefined : loadBundle()
  void Promise.resolve(bundle?.exports ?? import('../dist/main.js')).then(({main}) =>
    main(process.argv.slice(2), root, worker),
  )
}
