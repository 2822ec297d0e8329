import {confined} from '@gt-town/contract'
import {connectionSuite} from '@gt-town/contract/testing'
import type {SshConnection} from '../../../src/adapters/ssh/ssh-connection.js'
import {connect, driverOf, makePlace, sshSubject, type Place} from './ssh-subject.js'

const capabilities = {programs: true, permissions: true}
const place: Place = await makePlace()
const connection: SshConnection = connect(place)
after(async () => {
  await connection[Symbol.asyncDispose]()
  await place.dispose()
})

connectionSuite('SshConnection', async () => sshSubject(place, connection), {...capabilities, driver: driverOf(place)})
connectionSuite(
  'confined SshConnection',
  async () => {
    const subject = await sshSubject(place, connection)
    return {...subject, connection: confined(subject.connection, subject.root)}
  },
  capabilities,
)
