import {expect} from 'chai'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import {makeTransport} from '../../src/transport/make-transport.js'
import type {SshTarget} from '../../src/transport/target.js'
import {rounds} from '../../../../test/support/rounds.js'
import {startSshd, type Sshd} from '../../../../test/support/sshd.js'
import {emptyConfig, targetOf} from '../targets.js'
import {run} from '../transport-suite/acts.js'

/** Connects to all of them at the same moment. @returns what each printed, or the code of its error */
async function all(targets: readonly SshTarget[]): Promise<string[]> {
  const transports = targets.map((target) => makeTransport(new LocalConnection(), target))
  const printed = await Promise.all(
    transports.map(async (transport) =>
      run(transport, 'echo in').then(
        ({stdout}) => stdout,
        (error: unknown) => String(error),
      ),
    ),
  )
  for (const transport of transports) await transport.close()
  return printed
}

describe('many machines at one sshd', () => {
  for (const [startups, count, transport] of [
    ['10:30:100', 20, 'ssh2'],
    ['1:100:1', 4, 'ssh2'],
    ['1:100:1', 3, 'openssh'],
  ] as const) {
    it(`all get in where it has MaxStartups ${startups}, by ${transport}`, async () => {
      const sshd = await startSshd({config: [`MaxStartups ${startups}`]})
      const targets = Array.from({length: count}, (_none, index) =>
        // Names of their own, as machines have them: what counts is where they lead.
        targetOf(sshd, {machine: `w${index}`, transport}),
      )
      for (let round = 0; round < rounds(2, 20); round++) {
        expect(await all(targets)).to.deep.equal(Array.from({length: count}, () => 'in\n'))
      }
      await sshd.stop()
    })
  }

  it('share one link to the host on the way', async () => {
    const [bastion, inner] = await Promise.all([startSshd({config: ['MaxStartups 2:100:2']}), startSshd()])
    const known = join(bastion.folder, 'user-known')
    writeFileSync(known, [...bastion.knownHosts, ...inner.knownHosts, ''].join('\n'))
    const lines = [
      'Host bastion',
      `  HostName ${bastion.host}`,
      `  Port ${bastion.port}`,
      `  User ${bastion.user}`,
      `  IdentityFile ${bastion.clientKey}`,
      'Host inner-*',
      `  HostName ${inner.host}`,
      `  Port ${inner.port}`,
      '  ProxyJump bastion',
      'Host *',
      `  UserKnownHostsFile ${known}`,
    ]
    const configFile = emptyConfig(inner, lines)
    const targets = Array.from({length: 12}, (_none, index): SshTarget => {
      return {...targetOf(inner, {host: `inner-${index}`, port: undefined, transport: 'ssh2'}), configFile}
    })
    expect(await all(targets)).to.deep.equal(targets.map(() => 'in\n'))
    expect(connectionsOf(bastion)).to.equal(1)
    await Promise.all([bastion.stop(), inner.stop()])
  })
})

/** How many logged in. */
function connectionsOf(sshd: Sshd): number {
  return sshd.log().match(/Accepted publickey/g)?.length ?? 0
}
