'use strict'
const {writeFileSync} = require('node:fs')
const {basename} = require('node:path')
const {reporters} = require('mocha')

/** A file that takes less is started in time wherever it stands. */
const leastSeconds = 5

/** mocha's spec reporter, and at the very end one line that other programs read. */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const took = new Map()
    const note = ({file, duration = 0}) => file && took.set(basename(file), (took.get(basename(file)) ?? 0) + duration)
    for (const event of ['test end', 'hook end']) runner.on(event, note)
    runner.once('end', () => {
      const {passes, failures, pending} = this.stats
      if (process.env.GT_TEST_SECONDS) writeSeconds(process.env.GT_TEST_SECONDS, took)
      console.log(`tests: ${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`)
    })
  }
}

function writeSeconds(path, took) {
  const seconds = [...took].map(([name, ms]) => [name, Math.round(ms / 1000)]).filter(([, s]) => s >= leastSeconds)
  seconds.sort(([a], [b]) => (a < b ? -1 : 1))
  writeFileSync(path, `${JSON.stringify(Object.fromEntries(seconds), null, 2)}\n`)
}
