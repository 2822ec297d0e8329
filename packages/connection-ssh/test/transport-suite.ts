import {startSshd, type Sshd} from '../../../test/support/sshd.js'
import {noticesBrokenLinks} from './transport-suite/breaking.js'
import type {SuiteContext} from './transport-suite/context.js'
import {refusesLinks} from './transport-suite/refusals.js'
import {runsCommands} from './transport-suite/running.js'
import {trustsKeys} from './transport-suite/trust.js'

/** What every `Transport` must do, tried against real servers. */
export function transportSuite(
  name: string,
  make: SuiteContext['make'],
  can: SuiteContext['can'] = {ends: true},
): void {
  describe(name, () => {
    let sshd: Sshd
    before(async () => (sshd = await startSshd()))
    after(async () => sshd.stop())

    const context: SuiteContext = {make, can, server: () => sshd}
    runsCommands(context)
    refusesLinks(context)
    trustsKeys(context)
    noticesBrokenLinks(context)
  })
}
