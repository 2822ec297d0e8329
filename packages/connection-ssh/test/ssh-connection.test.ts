import {confined} from '@gt-town/connection'
import type {Connection} from '@gt-town/contract'
import {connectionSuite} from '@gt-town/contract-testing'
import {few, rounds, suiteRounds} from '../../../test/support/rounds.js'
import {connect, driverOf, makePlace, sshSubject, type Place} from './ssh-subject.js'

const place: Place = await makePlace()
const open: Connection[] = []
after(async () => {
  for (const connection of open) await connection[Symbol.asyncDispose]()
  await place.dispose()
})

for (const [transport, most] of [
  ['ssh2', suiteRounds],
  ['openssh', rounds(1, suiteRounds)],
] as const) {
  const connection = connect(place, {transport})
  open.push(connection)
  const driver = driverOf(place, transport)
  connectionSuite(`SshConnection by ${transport}`, async () => sshSubject(place, connection), {
    programs: true,
    permissions: true,
    rounds: most,
    // Both do the same over another transport, which has a suite of its own.
    ...(few && transport === 'openssh' ? {few} : {driver}),
  })
}
const connection = connect(place)
open.push(connection)
connectionSuite(
  'confined SshConnection',
  async () => {
    const subject = await sshSubject(place, connection)
    return {...subject, connection: confined(subject.connection, subject.root)}
  },
  // Confined is confined, whatever is inside: LocalConnection keeps all promises so. Programs are not confined, whatever the connection.
  {permissions: true, rounds: suiteRounds, few},
)
