import {confined} from '@gt-town/connection'
import type {Connection} from '@gt-town/contract'
import {connectionSuite} from '@gt-town/contract-testing'
import {suiteRounds} from '../../../test/support/rounds.js'
import {connect, driverOf, makePlace, sshSubject, type Place} from './ssh-subject.js'

const capabilities = {programs: true, permissions: true, rounds: suiteRounds}
const place: Place = await makePlace()
const open: Connection[] = []
after(async () => {
  for (const connection of open) await connection[Symbol.asyncDispose]()
  await place.dispose()
})

for (const transport of ['ssh2', 'openssh'] as const) {
  const connection = connect(place, {transport})
  open.push(connection)
  const driver = driverOf(place, transport)
  connectionSuite(`SshConnection by ${transport}`, async () => sshSubject(place, connection), {...capabilities, driver})
}
const connection = connect(place)
open.push(connection)
connectionSuite(
  'confined SshConnection',
  async () => {
    const subject = await sshSubject(place, connection)
    return {...subject, connection: confined(subject.connection, subject.root)}
  },
  // Programs are not confined, whatever the connection.
  {permissions: true, rounds: suiteRounds},
)
