import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {few} from '../support/rounds.js'
import {startSshd, type Sshd} from '../support/sshd.js'
import {startTcpProxy, type TcpProxy} from '../support/tcp-proxy.js'
import {busyboxToolbox} from '../support/toolbox.js'
import {runCli, temporaryFolder, type CliResult} from './cli.js'
import {addMachines, wayTo} from './remote-town.js'
import {makeRepository} from './repositories.js'
import {expectHealthy} from './towns.js'

/** What a machine is reached by, and what it has. */
const ways = ['ssh2', 'openssh', 'without perl'] as const
type Way = (typeof ways)[number]

/** What happens to the link once so many of its bytes went through, and whether the command must get through all the same. */
const faults: Readonly<Record<string, {strike: (proxy: TcpProxy) => void; isHarmless?: true}>> = {
  cut: {strike: (proxy) => proxy.cut()},
  freeze: {strike: (proxy) => proxy.freeze()},
  'half-close': {strike: (proxy) => proxy.halfClose()},
  '200 ms of latency': {strike: (proxy) => proxy.delay(100), isHarmless: true},
  '10 KB a second': {strike: (proxy) => proxy.throttle(10_000), isHarmless: true},
}
/** Of the bytes of a run without a fault, how much went through before. */
const moments = [0.15, 0.5, 0.85]

/** The longest that a command may take: its own deadline, the 30 s after which a silent link is lost, and slack. */
const longestMs = 60_000
/** What an error may be called. */
const told = /GT_(CONNECTION_LOST|MACHINE_UNREACHABLE|TIMEOUT|SSH_REFUSED|SSH_UNSUPPORTED)/

interface Place {
  readonly hub: string
  /** of the machine */
  readonly town: string
  readonly folder: string
  readonly url: string
}

interface Command {
  readonly words: (place: Place) => string[]
  /** before it runs */
  readonly prepare?: (place: Place) => Promise<void>
  /** what must be so when it went well; after a failure, once it has been run again */
  readonly holds: (place: Place, result: CliResult) => unknown
  /** what it says after it failed; default the code of an error */
  readonly says?: RegExp
  /** what must be so after it failed */
  readonly isWhole?: (place: Place) => void
}

const bytes = Buffer.alloc(60_000, 'gt')
const commands: Readonly<Record<string, Command>> = {
  exec: {
    // Known by the folder in its words, should it be left.
    words: ({town}) => [
      ...['machine', 'exec', 'west', '--timeout', '45', '--', 'sh', '-c'],
      'head -c 60000 /dev/zero | tr "\\0" y; echo end',
      town,
    ],
    holds: (_place, {stdout}) => expect(stdout.slice(-6)).to.equal('yyend\n'),
  },
  copy: {
    words: ({folder}) => ['machine', 'copy', join(folder, 'file'), `west:${join(folder, 'copied')}`],
    prepare: async ({folder}) => {
      writeFileSync(join(folder, 'file'), bytes)
      rmSync(join(folder, 'copied'), {force: true})
      return Promise.resolve()
    },
    holds: ({folder}) => expect(readFileSync(join(folder, 'copied')).equals(bytes)).to.equal(true),
    isWhole: ({folder}) => {
      const path = join(folder, 'copied')
      if (existsSync(path)) expect(statSync(path).size).to.equal(bytes.length)
    },
  },
  status: {
    words: () => ['machine', 'status', 'west', '--timeout', '20', '--json'],
    holds: (_place, {stdout}) => expect(stdout).to.include('"latency_ms"'),
    says: /"state": "(unreachable|unknown)"/,
  },
  install: {
    words: ({town}) => ['install', '--machine', 'west', town, '--force'],
    prepare: async ({town}) => Promise.resolve(rmSync(town, {recursive: true, force: true})),
    holds: async ({town}) => expectHealthy(town),
  },
  'rig add': {
    words: ({url}) => ['rig', 'add', 'web', url, '--machine', 'west'],
    prepare: async (place) => makeTown(place),
    holds: async ({town}) => expectHealthy(town),
    isWhole: ({town}) => {
      const registry = JSON.parse(readFileSync(join(town, 'mayor/state.json'), 'utf8')) as {projects: object}
      expect('web' in registry.projects).to.equal(existsSync(join(town, 'web')))
    },
  },
  'doctor --fix': {
    words: () => ['doctor', '--machine', 'west', '--fix', '--json'],
    says: /"id": "doctor\/machine-reached"/,
    prepare: async (place) => {
      await makeTown(place)
      for (const name of ['mayor/mail', 'mayor/boss', '.gitignore']) rmSync(join(place.town, name), {recursive: true})
    },
    holds: async ({town}) => expectHealthy(town),
  },
}

describe('a fault on the way to a machine', function () {
  this.timeout(600_000)
  const folder = temporaryFolder('faults')
  const hub = join(folder.path, 'hub')
  const toolbox = busyboxToolbox()
  let url: string
  let sshds: Record<Way, Sshd>

  before(async () => {
    const usual = await startSshd()
    sshds = {ssh2: usual, openssh: usual, 'without perl': await startSshd({path: toolbox.path})}
    url = makeRepository(join(folder.path, 'web.git'), [{'a.txt': 'a\n'}])
    expect((await runCli(['install', hub], {cwd: folder.path})).code).to.equal(0)
  })
  after(async () => {
    await sshds.ssh2.stop()
    await sshds['without perl'].stop()
    toolbox.remove()
    folder.remove()
  })

  const rows = Object.keys(commands).flatMap((name) =>
    ways
      // To look at a machine takes neither perl nor what stands for it.
      .filter((way) => name !== 'status' || way !== 'without perl')
      .flatMap((way) => Object.keys(faults).flatMap((fault) => moments.map((moment) => ({name, way, fault, moment})))),
  )
  // In `npm test` each command meets some of them, each fault some commands.
  for (const {name, way, fault, moment} of rows.filter((_row, index) => !few || index % 53 === 7)) {
    it(`${fault} after ${moment * 100} % of gt ${name}, by ${way}: it is told, in time, and nothing is left`, async () => {
      const command = commands[name] ?? expect.fail(name)
      const {strike, isHarmless = false} = faults[fault] ?? expect.fail(fault)
      const sshd = sshds[way]
      const proxy = await startTcpProxy(sshd)
      const place = {hub, folder: folder.path, url, town: join(sshd.home, 'ai')}
      try {
        const knownHosts = sshd.knownHosts.map((line) => line.replace(/\]:\d+/, `]:${proxy.port}`))
        const transport = way === 'openssh' ? 'openssh' : 'ssh2'
        const west = {...wayTo(sshd, {ssh_port: proxy.port, workspace: place.town}), transport}
        addMachines(hub, {west}, [{...sshd, knownHosts}])
        const whole = await bytesOf(command, place, proxy)
        await command.prepare?.(place)
        const began = proxy.bytes
        let hasStruck = false
        const started = performance.now()
        const result = await runCli(command.words(place), {
          cwd: hub,
          endWhen: () => {
            if (hasStruck || proxy.bytes - began < whole * moment) return performance.now() - started > longestMs + 5000
            hasStruck = true
            strike(proxy)
            return false
          },
        })
        expect([result.signal, hasStruck], result.stdout + result.stderr).to.deep.equal([null, true])
        if (isHarmless || result.code === 0) {
          expect(result.code, result.stdout + result.stderr).to.equal(0)
          await command.holds(place, result)
          return
        }
        expect(result.stdout + result.stderr).to.match(command.says ?? told)
        command.isWhole?.(place)
        await nothingRuns(sshd, proxy)
        proxy.thaw()
        const again = await runCli(command.words(place), {cwd: hub})
        expect(again.code, again.stdout + again.stderr).to.equal(0)
        await command.holds(place, again)
      } finally {
        await proxy.close()
      }
    })
  }
})

async function bytesOf(command: Command, place: Place, proxy: TcpProxy): Promise<number> {
  await command.prepare?.(place)
  const before = proxy.bytes
  const {code, stdout, stderr} = await runCli(command.words(place), {cwd: place.hub})
  expect(code, stdout + stderr).to.equal(0)
  return proxy.bytes - before
}

async function makeTown({town}: Place): Promise<void> {
  rmSync(town, {recursive: true, force: true})
  mkdirSync(town)
  expect((await runCli(['install'], {cwd: town})).code).to.equal(0)
}

/** No process of the link is left here, and nothing that it started there. */
async function nothingRuns({folder, port}: Sshd, proxy: TcpProxy): Promise<void> {
  const deadline = Date.now() + 45_000
  const left = (): string[] =>
    execFileSync('ps', ['-eo', 'args'], {encoding: 'utf8'})
      .split('\n')
      .filter((line) => line.includes(folder) || line.includes(`-p ${proxy.port}`))
      .filter((line) => !line.includes('sshd_config') && !line.includes(`-p ${port}`))
  while (left().length > 0) {
    if (Date.now() > deadline) expect.fail(`still there: ${left().join('\n')}`)
    await sleep(250)
  }
}
