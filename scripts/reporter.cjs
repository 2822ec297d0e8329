'use strict'
const {reporters} = require('mocha')

/** mocha's spec reporter, and at the very end one line that other programs read. */
module.exports = class CountingReporter extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    runner.once('end', () => {
      const {passes = 0, failures = 0, pending = 0} = this.stats
      console.log(`tests: ${passes} passed, ${failures} failed${pending > 0 ? `, ${pending} skipped` : ''}`)
    })
  }
}
