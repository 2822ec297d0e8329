import {isGtError} from '@gt-town/contract'
import {expect} from 'chai'
import {spawn} from 'node:child_process'
import {once} from 'node:events'
import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {LocalConnection} from '@gt-town/connection-local'
import {makeTransport} from '../src/transport/make-transport.js'
import {startSshd, type Sshd} from '../../../test/support/sshd.js'
import {asSshDoes, type SettingRow} from './as-ssh-does.js'
import {open, run} from './transport-suite/acts.js'

const here = new LocalConnection()
const line = 'echo "in $LC_A"'

/** What ssh does with a configuration and a server is what gt does, by whichever of its two ways. */
describe('a machine is reached, or not, as by ssh', () => {
  const servers = new Map<string, Promise<Sshd>>()
  before(() => (process.env['LC_A'] = 'sent'))
  after(async () => {
    delete process.env['LC_A']
    for (const sshd of await Promise.allSettled(servers.values()))
      if (sshd.status === 'fulfilled') await sshd.value.stop()
  })

  const serverFor = async (config: string): Promise<Sshd> => {
    const started = servers.get(config) ?? prepared(config)
    servers.set(config, started)
    return started
  }

  for (const row of asSshDoes) {
    const [client, server, printed, known] = row
    const settings = [client, server].filter((text) => text !== '').map((text) => JSON.stringify(text))
    it(`${settings.join(' at a server with ') || 'nothing set'}: ${printed ?? 'no'}`, async () => {
      const sshd = await serverFor(server)
      const {configFile, knownHosts} = filesFor(sshd, row)
      expect(await bySsh(configFile, knownHosts), 'ssh').to.equal(printed)
      if (known === undefined) expect(await byGt(configFile, knownHosts), 'gt').to.equal(printed)
      else expect(await byGt(configFile, knownHosts), `gt, ${known.because}`).to.equal(known.printed)
    })
  }
})

async function prepared(server: string): Promise<Sshd> {
  const sshd = await startSshd({config: [...lines(server), 'AcceptEnv LC_*']})
  const keys = join(sshd.folder, 'two words')
  mkdirSync(keys)
  copyFileSync(sshd.clientKey, join(keys, 'key'))
  writeFileSync(join(sshd.folder, 'revoked'), sshd.knownHosts.map((known) => known.replace(/^\S+ /, '')).join('\n'))
  writeFileSync(join(sshd.folder, 'included'), 'Host west\n  SetEnv LC_A=included\n')
  return sshd
}

/** The row's lines come first, and of two that set the same the first counts. */
function filesFor(sshd: Sshd, [client]: SettingRow): {configFile: string; knownHosts: string} {
  const usual = [
    'Host *',
    'HostName 127.0.0.1',
    `Port ${sshd.port}`,
    `User ${sshd.user}`,
    'IdentityAgent none',
    // For hops, which know nothing of the command line.
    `UserKnownHostsFile ${join(sshd.folder, 'client_known_hosts')}`,
    'StrictHostKeyChecking yes',
    ...(client.includes('IdentityFile') ? [] : [`IdentityFile ${sshd.clientKey}`]),
  ]
  const configFile = join(sshd.folder, 'client_config')
  writeFileSync(configFile, [...lines(client.replaceAll('{folder}', sshd.folder)), ...usual, ''].join('\n'))
  const knownHosts = join(sshd.folder, 'client_known_hosts')
  writeFileSync(knownHosts, [...sshd.knownHosts, ''].join('\n'))
  return {configFile, knownHosts}
}

/** @returns what was printed; undefined where no command ran */
async function bySsh(configFile: string, knownHosts: string): Promise<string | undefined> {
  const options = {
    BatchMode: 'yes',
    StrictHostKeyChecking: 'yes',
    UserKnownHostsFile: knownHosts,
    GlobalKnownHostsFile: '/dev/null',
  }
  const words = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
  const child = spawn('ssh', ['-F', configFile, ...words, 'west', line], {stdio: ['ignore', 'pipe', 'ignore']})
  const [printed, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  return code === 0 ? printed.trim() : undefined
}

async function byGt(configFile: string, knownHosts: string): Promise<string | undefined> {
  try {
    await using link = open(makeTransport(here, {machine: 'west', host: 'west', configFile, knownHosts}))
    const {code, stdout} = await run(link.transport, line)
    return code === 0 ? stdout.trim() : undefined
  } catch (error) {
    if (isGtError(error)) return undefined
    throw error
  }
}

function lines(config: string): string[] {
  return config === '' ? [] : config.split('\n')
}
