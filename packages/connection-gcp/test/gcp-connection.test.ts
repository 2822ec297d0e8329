import type {Connection} from '@gt-town/contract'
import {connectionSuite, networkSuite} from '@gt-town/contract-testing'
import {GcpTransport} from '../src/gcp-transport.js'
import {LocalConnection} from '@gt-town/connection-local'
import {compiled} from '../../../test/support/compiled.js'
import {few, rounds} from '../../../test/support/rounds.js'
import {instance, setEnvironment, standInGcloud} from '../../../test/support/gcloud.js'
import {connect, makePlace, overBadNetwork, sshSubject, type Place} from '../../connection-ssh/test/ssh-subject.js'
import {connectTo, gcpTarget} from './gcp-targets.js'

const place: Place = await makePlace()
const gcloud = standInGcloud()
gcloud.answer(instance())
gcloud.tunnel(place.sshd)
const target = gcpTarget(place.sshd, {user: place.user, iap: true})
const connection: Connection = connectTo(target)
const driver = [process.execPath, compiled(new URL('driver.ts', import.meta.url)), JSON.stringify(target)]

describe('an instance of Google Cloud', () => {
  let undo: () => void
  before(() => (undo = setEnvironment(gcloud.env)))
  after(async () => {
    await connection[Symbol.asyncDispose]()
    undo()
    gcloud.remove()
    await place.dispose()
  })
  connectionSuite('through a tunnel', async () => sshSubject(place, connection), {
    programs: true,
    permissions: true,
    rounds: rounds(1, 8),
    // It differs from ssh alone by the way there.
    ...(few ? {few} : {driver}),
  })
  describe('through a tunnel over a bad network', () => {
    const witness = connect(place)
    after(async () => witness[Symbol.asyncDispose]())
    networkSuite(
      async () =>
        overBadNetwork(place, witness, ({port}) => {
          gcloud.tunnel({host: place.sshd.host, port})
          return new GcpTransport(new LocalConnection(), {...target, connectTimeoutMs: 5000})
        }),
      {rounds: rounds(1, 40), few},
    )
  })
})
