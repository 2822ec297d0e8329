import {defineSuite, describe, type Capabilities, type Make} from './suite/case.js'
import {confinementSuite} from './suite/confinement.js'
import {executingSuite} from './suite/executing.js'
import {foldersSuite} from './suite/folders.js'
import {healthSuite} from './suite/health.js'
import {lockingSuite} from './suite/locking.js'
import {readingSuite} from './suite/reading.js'
import {writingSuite} from './suite/writing.js'

/**
 * What every `Connection` must do, stated once and run against each. Call it in a mocha test file.
 * @param make gives a fresh subject for every test
 * @param capabilities what the subject can do; the tests of what it cannot are not defined
 */
export function connectionSuite(name: string, make: Make, capabilities: Capabilities): void {
  describe(`${name} as a Connection`, () => {
    defineSuite(capabilities.few === true, () => {
      if (capabilities.onlyPrograms) return executingSuite(make)
      readingSuite(make, capabilities)
      writingSuite(make, capabilities)
      foldersSuite(make)
      if (capabilities.locks !== false) lockingSuite(make, capabilities)
      confinementSuite(make, capabilities)
      healthSuite(make)
      if (capabilities.programs) executingSuite(make)
    })
  })
}
