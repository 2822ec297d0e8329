import {networkSuite} from '@gt-town/contract/testing'
import type {SshConnection} from '../../../src/adapters/ssh/ssh-connection.js'
import {connect, makePlace, networkSubject, type Place} from './ssh-subject.js'

for (const transport of ['ssh2', 'openssh'] as const) {
  describe(`SshConnection by ${transport} over a bad network`, () => {
    let place: Place
    let witness: SshConnection
    before(async () => {
      place = await makePlace()
      witness = connect(place)
    })
    after(async () => {
      await witness[Symbol.asyncDispose]()
      await place.dispose()
    })
    networkSuite(async () => networkSubject(place, witness, transport))
  })
}
