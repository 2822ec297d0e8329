import {expect} from 'chai'
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {setTimeout as sleep} from 'node:timers/promises'
import {LocalConnection} from '@gt-town/connection-local'
import {HeldTransport} from '../src/held/held-transport.js'
import {endHeld} from '../src/held/end-held.js'
import {holderPlace} from '../src/held/reach-holder.js'
import {makeTransport} from '../src/transport/make-transport.js'
import type {SshTarget} from '../src/transport/target.js'
import {compiled} from '../../../test/support/compiled.js'
import {startSshd, type Sshd} from '../../../test/support/sshd.js'
import {startTcpProxy} from '../../../test/support/tcp-proxy.js'
import {endHolderAt, holderAt, holdersAt} from './end-holder.js'
import {targetOf} from './targets.js'

const program = compiled(new URL('../src/held/holder-main.ts', import.meta.url))
const starter = compiled(new URL('holder-starter.ts', import.meta.url))

describe('a holder', () => {
  let sshd: Sshd
  let town: string
  before(async () => (sshd = await startSshd()))
  after(async () => sshd.stop())
  beforeEach(() => (town = mkdtempSync(join(realpathSync(tmpdir()), 'gt-holder-'))))
  afterEach(async () => {
    await disconnect([])
    endHolderAt(socketOf())
    rmSync(town, {recursive: true})
  })

  const held = (changes: Partial<SshTarget> = {}): SshTarget => ({...targetOf(sshd, changes), hold: {town, program}})
  const socketOf = (): string => holderPlace(town, program)?.socket ?? ''

  async function run(line: string, target: SshTarget): Promise<string> {
    const transport = makeTransport(new LocalConnection(), target)
    expect(transport).to.be.instanceOf(HeldTransport)
    try {
      const running = await transport.start(line, {})
      running.stdin.end()
      running.stderr.resume()
      const [printed] = await Promise.all([text(running.stdout), running.exit])
      return printed.trim()
    } finally {
      await transport.close()
    }
  }

  const disconnect = async (machines: readonly string[]): Promise<string[]> => endHeld(town, machines, program)

  /** Which sshd process serves it: another one for another link. */
  const link = async (target: SshTarget): Promise<string> => run('echo $PPID', target)

  it('keeps one link for many, until it is told to end it', async () => {
    const target = held()
    const first = await link(target)
    expect(await link(target)).to.equal(first)
    // Who gives up earlier or later uses the same.
    expect(await link({...target, connectTimeoutMs: 3000})).to.equal(first)
    expect(await disconnect(['east'])).to.deep.equal([])
    expect(await link(target)).to.equal(first)
    expect(await disconnect(['west'])).to.deep.equal(['west'])
    expect(await link(target)).not.to.equal(first)
  })

  it('lets nobody fail by the patience of another, nor by an attempt from before', async () => {
    const proxy = await startTcpProxy(sshd)
    try {
      proxy.delay(300)
      const hostKeyAlias = `[${sshd.host}]:${sshd.port}`
      const patient = held({port: proxy.port, hostKeyAlias, connectTimeoutMs: 20_000})
      const hurried = run('echo hurried', {...patient, connectTimeoutMs: 1000}).catch((error: unknown) => error)
      await sleep(300)
      expect(await run('echo patient', patient)).to.equal('patient')
      expect(await hurried).to.have.property('code', 'GT_MACHINE_UNREACHABLE')
    } finally {
      await proxy.close()
    }
  })

  it('makes another link once a file has changed that decides about it', async () => {
    const target = held()
    const first = await link(target)
    utimesSync(target.knownHosts ?? '', 1, 1)
    const second = await link(target)
    expect(second).not.to.equal(first)
    utimesSync(target.configFile ?? '', 1, 1)
    expect(await link(target)).not.to.equal(second)
  })

  it('keeps no link that a program of the configuration decides about', async () => {
    const configFile = join(sshd.folder, 'live')
    const {configFile: plain = ''} = targetOf(sshd)
    writeFileSync(configFile, `Match exec true\n  ServerAliveInterval 7\n${readFileSync(plain, 'utf8')}`)
    const target = held({configFile})
    expect(await link(target)).not.to.equal(await link(target))
  })

  it('is one, where sixteen start at once beside what a dead one has left', async () => {
    // However busy the computer is: with less time some would make a link of their own.
    const target = held({connectTimeoutMs: 200_000})
    await link(target)
    const dead = holderAt(socketOf()) ?? 0
    process.kill(dead, 'SIGKILL')
    expect(existsSync(socketOf())).to.equal(true)
    const starters = Array.from({length: 16}, () =>
      spawn(process.execPath, [starter, JSON.stringify(target)], {stdio: ['ignore', 'pipe', 'inherit']}),
    )
    const printed = await Promise.all(starters.map(async ({stdout}) => text(stdout)))
    // One that has more to do than sshd lets through one link makes a second one.
    expect(new Set(printed).size, printed.join()).to.be.below(3)
    expect(holdersAt(socketOf())).to.have.length(1)
    const folder = join(socketOf(), '..')
    const own = readdirSync(folder).filter((name) => join(folder, name).startsWith(socketOf()))
    expect(own).to.have.length(1)
  })

  it('that is killed loses what runs, and the next one is not hindered', async () => {
    const target = held()
    const transport = makeTransport(new LocalConnection(), target)
    const running = await transport.start('echo ready; sleep 300', {})
    running.stderr.resume()
    await once(running.stdout, 'data')
    const end = running.exit.catch((error: unknown) => error)
    process.kill(holderAt(socketOf()) ?? 0, 'SIGKILL')
    expect(await end).to.include({code: 'GT_CONNECTION_LOST', commandMayHaveRun: true})
    const again = await transport.start('echo again', {})
    again.stderr.resume()
    expect(await text(again.stdout)).to.equal('again\n')
    await transport.close()
  })

  it('that is stopped hinders nobody', async () => {
    const target = held()
    const first = await link(target)
    const pid = holderAt(socketOf()) ?? 0
    process.kill(pid, 'SIGSTOP')
    try {
      expect(await link(target)).not.to.equal(first)
      expect(await disconnect([]).catch((error: unknown) => error)).to.have.property('code', 'GT_TIMEOUT')
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    expect(await link(target)).to.equal(first)
  })

  it('uses no link that has frozen', async () => {
    const proxy = await startTcpProxy(sshd)
    const target = held({port: proxy.port, hostKeyAlias: `[${sshd.host}]:${sshd.port}`})
    const first = await link(target)
    proxy.freeze({newOnes: false})
    // So long it may have been silent without being asked.
    await sleep(5200)
    const started = performance.now()
    expect(await link(target)).not.to.equal(first)
    expect(performance.now() - started).to.be.below(1000 + 5000)
    await proxy.close()
  })

  it('ends what a killed gt ran there', async () => {
    const seconds = `3${process.pid}`
    const isThere = (): boolean => processes().some((line) => /^ *\d+ (.*)$/.exec(line)?.[1] === `sleep ${seconds}`)
    const child = spawn(process.execPath, [starter, JSON.stringify(held()), 'sleep', seconds], {stdio: 'inherit'})
    await until(isThere)
    child.kill('SIGKILL')
    await until(() => !isThere())
    expect(await disconnect([])).to.deep.equal(['west'])
  })
})

function processes(): string[] {
  return execFileSync('ps', ['-eo', 'pid,args'], {encoding: 'utf8'}).split('\n')
}

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 400) throw new Error('it never became so')
    await sleep(50)
  }
}
