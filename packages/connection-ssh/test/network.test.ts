import {networkSuite} from '@gt-town/contract-testing'
import type {SshConnection} from '../src/ssh-connection.js'
import {few, rounds} from '../../../test/support/rounds.js'
import {busyboxToolbox, type Toolbox} from '../../../test/support/toolbox.js'
import {connect, makePlace, networkSubject, serverBeside, type Place} from './ssh-subject.js'

let reliable: Place
let witness: SshConnection
before(async () => {
  reliable = await makePlace()
  witness = connect(reliable)
})
after(async () => {
  await witness[Symbol.asyncDispose]()
  await reliable.dispose()
})

// All promises by each transport and to each kind of machine; soak tries each way to each machine.
for (const [title, transport, makeToolbox, isBrief = false] of [
  ['SshConnection by ssh2', 'ssh2', undefined],
  ['SshConnection by openssh', 'openssh', undefined, few],
  ['SshConnection by ssh2 to a machine without perl', 'ssh2', busyboxToolbox, few],
  ['SshConnection by openssh to a machine without perl', 'openssh', busyboxToolbox, few],
] as const) {
  describe(`${title} over a bad network`, () => {
    let toolbox: Toolbox | undefined
    let place: Place
    before(async () => {
      toolbox = makeToolbox?.()
      place = toolbox === undefined ? reliable : await serverBeside(reliable, {path: toolbox.path})
    })
    after(async () => {
      if (toolbox === undefined) return
      await place.dispose()
      toolbox.remove()
    })
    networkSuite(async () => networkSubject(place, witness, transport), {
      rounds: rounds(1, 40),
      atOnce: 4,
      few: isBrief,
    })
  })
}
