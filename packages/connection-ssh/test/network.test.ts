import {networkSuite} from '@gt-town/contract-testing'
import type {SshConnection} from '../src/ssh-connection.js'
import {busyboxToolbox, type Toolbox} from '../../../test/support/toolbox.js'
import {connect, makePlace, networkSubject, type Place} from './ssh-subject.js'

for (const [title, transport, makeToolbox] of [
  ['SshConnection by ssh2', 'ssh2', undefined],
  ['SshConnection by openssh', 'openssh', undefined],
  ['SshConnection by ssh2 to a machine without perl', 'ssh2', busyboxToolbox],
  ['SshConnection by openssh to a machine without perl', 'openssh', busyboxToolbox],
] as const) {
  describe(`${title} over a bad network`, () => {
    let toolbox: Toolbox | undefined
    let place: Place
    let witness: SshConnection
    before(async () => {
      toolbox = makeToolbox?.()
      place = await makePlace(toolbox && {path: toolbox.path})
      witness = connect(place)
    })
    after(async () => {
      await witness[Symbol.asyncDispose]()
      await place.dispose()
      toolbox?.remove()
    })
    networkSuite(async () => networkSubject(place, witness, transport))
  })
}
