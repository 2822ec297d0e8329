import {expect} from 'chai'
import {existsSync, readFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import {confined} from '@gt-town/connection'
import type {Connection} from '@gt-town/contract'
import {connectionSuite} from '@gt-town/contract-testing'
import {LocalConnection} from '@gt-town/connection-local'
import {deferred} from '@gt-town/waiting'
import {SshConnection} from '../src/ssh-connection.js'
import {makeTransport} from '../src/transport/make-transport.js'
import {few, rounds, suiteRounds} from '../../../test/support/rounds.js'
import {connect, driverOf, makePlace, makeRoot, sshSubject, type Place} from './ssh-subject.js'
import {targetOf} from './targets.js'

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
const direct = new SshConnection(makeTransport(new LocalConnection(), targetOf(place.sshd, {user: place.user})), {
  direct: 'always',
})
open.push(direct)
connectionSuite('SshConnection without its agent', async () => sshSubject(place, direct), {onlyPrograms: true})
describe('a program that runs without the agent', () => {
  const shell = async (script: string): Promise<string> =>
    (await direct.execute(['sh', '-c', script], {effect: 'read', timeoutMs: 20_000})).stdout.toString()

  it('has no children but its own', async () => {
    expect(await shell('ps -o args= --ppid $$ | grep -vcE "^(ps|grep) "; true')).to.equal('0\n')
  })
  it('has the environment of its account, and nothing of what starts it', async () => {
    expect(await shell('env | grep "^gt_"; true')).to.equal('')
  })
})
describe('a program that tidies up when it is told to end', () => {
  it('is told once, though its connection is closed meanwhile', async () => {
    const {root, remove} = makeRoot(place)
    const own = connect(place)
    try {
      const script = `trap 'echo told >>"$1"; sleep 1; echo tidy >>"$1"; exit' TERM; echo up; while :; do sleep 0.1; done`
      const stop = new AbortController()
      const argv = ['sh', '-c', script, 'sh', `${root}/log`]
      const up = deferred<undefined>()
      const onStdout = (): void => up.resolve(undefined)
      const options = {effect: 'write', paths: [root], input: '', timeoutMs: 30_000, onStdout} as const
      const ended = own.execute(argv, {...options, signal: stop.signal}).catch((thrown: unknown) => thrown)
      await up.promise
      stop.abort()
      await sleep(300)
      await own[Symbol.asyncDispose]()
      expect(await ended).to.have.property('code', 'GT_ABORTED')
      const log = (): string => (existsSync(`${root}/log`) ? readFileSync(`${root}/log`, 'utf8') : '')
      for (let tries = 0; !log().includes('tidy') && tries < 100; tries++) await sleep(100)
      expect(log()).to.equal('told\ntidy\n')
    } finally {
      await own[Symbol.asyncDispose]()
      remove()
    }
  })
})
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
