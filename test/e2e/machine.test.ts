import {expect} from 'chai'
import {execFileSync, spawn} from 'node:child_process'
import {createHash, randomBytes} from 'node:crypto'
import {once} from 'node:events'
import {existsSync, readdirSync, readFileSync, writeFileSync} from 'node:fs'
import {createServer, type AddressInfo} from 'node:net'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {many} from '../support/rounds.js'
import {fingerprintOf, startSshd, type Sshd} from '../support/sshd.js'
import type {RunDocument} from '../../plugins/federation/src/render/run-document.js'
import {bin, environment, runCli, temporaryFolder, type CliOptions, type CliResult} from './cli.js'
import {wordsTo} from './remote-town.js'

describe('gt machine', function () {
  this.timeout(180_000)
  const folder = temporaryFolder('machine')
  const town = join(folder.path, 'ai')
  const gt = async (words: string[], options: Partial<CliOptions> = {}): Promise<CliResult> =>
    runCli(['machine', ...words], {cwd: town, ...options})
  const registry = (): {machines: Record<string, object>} =>
    JSON.parse(readFileSync(join(town, 'mayor/machines.json'), 'utf8')) as ReturnType<typeof registry>
  let sshd: Sshd

  before(async () => {
    sshd = await startSshd()
    expect((await runCli(['install', town, '--no-git'], {cwd: folder.path})).code).to.equal(0)
  })
  after(async () => {
    await sshd.stop()
    folder.remove()
  })

  describe('add', () => {
    it('where nobody can be asked refuses an unknown host key, with the key and both ways out', async () => {
      const {code, stdout} = await gt(['add', 'west', ...wordsTo(sshd), '--json'])
      const {error} = JSON.parse(stdout)
      expect([code, error.code]).to.deep.equal([3, 'GT_HOST_KEY_UNKNOWN'])
      expect(error.message).to.include(`ssh-ed25519 key ${sshd.fingerprint}`)
      expect(error.hint).to.include(`--fingerprint ${sshd.fingerprint}`).and.to.include('--accept-new')
      expect(registry().machines).to.deep.equal({})
      expect(existsSync(join(town, 'mayor/known_hosts'))).to.equal(false)
    })

    it('--fingerprint refuses every other key', async () => {
      const other = `SHA256:${'A'.repeat(43)}`
      const {code, stdout} = await gt(['add', 'west', ...wordsTo(sshd), '--fingerprint', other, '--json'])
      expect([code, JSON.parse(stdout).error.code]).to.deep.equal([3, 'GT_HOST_KEY_UNKNOWN'])
      expect(registry().machines).to.deep.equal({})
    })

    it('--fingerprint takes this one, for the town and not for the user', async () => {
      const words = [
        'add',
        'west',
        ...wordsTo(sshd),
        '--fingerprint',
        sshd.fingerprint,
        '--tag',
        'role=build',
        '--json',
      ]
      const {code, stdout} = await gt(words)
      const {machine, missing} = JSON.parse(stdout)
      expect([code, machine.name, machine.tags, missing]).to.deep.equal([0, 'west', {role: 'build'}, []])
      expect(registry().machines['west']).to.deep.equal({
        type: 'ssh',
        ssh_host: sshd.host,
        ssh_key_path: sshd.clientKey,
        ssh_port: sshd.port,
        tags: {role: 'build'},
      })
      expect(readFileSync(join(town, 'mayor/known_hosts'), 'utf8')).to.equal(`${sshd.knownHosts[0] ?? ''}\n`)
    })

    it('refuses a name that is taken, without regard to case', async () => {
      const {code, stdout} = await gt(['add', 'WEST', '--host', 'x', '--no-verify', '--json'])
      expect([code, JSON.parse(stdout).error.code]).to.deep.equal([2, 'GT_MACHINE_EXISTS'])
    })

    it('lists no machine that cannot be reached', async () => {
      const {code, stdout} = await gt(['add', 'gone', '--host', '127.0.0.1', '--port', '1', '--json'])
      expect([code, JSON.parse(stdout).error.code]).to.deep.equal([3, 'GT_MACHINE_UNREACHABLE'])
      expect(Object.keys(registry().machines)).to.deep.equal(['west'])
    })

    it('tells a public key, and a file that is no key, from a private one', async () => {
      for (const key of [`${sshd.clientKey}.pub`, join(town, 'CLAUDE.md'), join(town, 'none')]) {
        const {code, stdout} = await gt(['add', 'x', '--host', 'x', '--key', key, '--no-verify', '--json'])
        expect([code, JSON.parse(stdout).error.code], key).to.deep.equal([2, 'GT_KEY_INVALID'])
      }
    })

    it(`${many} at once lose nothing`, async () => {
      const names = Array.from({length: many}, (_, index) => `many-${String(index).padStart(2, '0')}`)
      const results = await Promise.all(names.map(async (name) => gt(['add', name, '--host', name, '--no-verify'])))
      expect(results.map(({code}) => code)).to.deep.equal(names.map(() => 0))
      expect(Object.keys(registry().machines).sort()).to.deep.equal([...names, 'west'])
      const text = readFileSync(join(town, 'mayor/machines.json'), 'utf8')
      writeFileSync(
        join(town, 'mayor/machines.json'),
        JSON.stringify({version: 1, machines: {west: registry().machines['west']}, x: text.length}),
      )
    })
  })

  describe('exec', () => {
    it('gives code, output and messages of the command', async () => {
      const {code, stdout, stderr} = await gt(['exec', 'west', '--', 'sh', '-c', 'echo out; echo err >&2; exit 7'])
      expect({code, stdout, stderr}).to.deep.equal({code: 7, stdout: 'out\n', stderr: 'err\n'})
    })

    it('passes bytes through, in and out', async () => {
      const bytes = randomBytes(1_000_000)
      writeFileSync(join(folder.path, 'bytes'), bytes)
      const wrapper = ['sh', '-c', `"$@" <${join(folder.path, 'bytes')} | sha256sum`, 'sh']
      const {stdout} = await gt(['exec', 'west', '--', 'cat'], {wrapper})
      expect(stdout.split(' ')[0]).to.equal(createHash('sha256').update(bytes).digest('hex'))
    })

    it('passes on what a device says, and nothing of /dev/null', async () => {
      for (const [device, expected] of [
        ['/dev/zero', '5\n'],
        ['/dev/null', '0\n'],
      ]) {
        const wrapper = ['sh', '-c', `"$@" <${device}`, 'sh']
        expect((await gt(['exec', 'west', '--', 'sh', '-c', 'head -c 5 | wc -c'], {wrapper})).stdout).to.equal(expected)
      }
    })

    it('waits for a reader that takes its time, keeps little meanwhile, and cuts nothing off', async () => {
      const size = 100_000_000
      const argv = [bin, 'machine', 'exec', 'west', '--', 'head', '-c', String(size), '/dev/zero']
      const options = {
        cwd: town,
        env: environment(),
        stdio: ['ignore', 'pipe', 'inherit'] as ['ignore', 'pipe', 'inherit'],
      }
      const child = spawn(process.execPath, argv, options)
      const ended = once(child, 'exit') as Promise<[number]>
      await sleep(4000)
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8')
      const memory = Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) * 1024
      let read = 0
      for await (const chunk of child.stdout) read += (chunk as Buffer).length
      const [code] = await ended
      expect([read, code]).to.deep.equal([size, 0])
      console.log(`        ${Math.round(memory / 1e6)} MB of memory while nobody read`)
      expect(memory).to.be.below(150e6)
    })

    it('tells a signal as 128 and its number, what is missing as 127', async () => {
      expect((await gt(['exec', 'west', '--', 'sh', '-c', 'kill -TERM $$'])).code).to.equal(143)
      expect((await gt(['exec', 'west', '--', 'no-such-program'])).code).to.equal(127)
    })

    it('passes words as they are, through no shell', async () => {
      const words = ['a b', '$HOME', "it's", '*', '--all', 'ü']
      const {stdout} = await gt(['exec', 'west', '--', 'printf', '%s\\n', ...words])
      expect(stdout).to.equal(words.map((word) => `${word}\n`).join(''))
    })

    it('--all -- ls takes ls for no machine, and a town of one needs no names before its lines', async () => {
      const {code, stdout} = await gt(['exec', '--all', '--', 'echo', 'ls'])
      expect([code, stdout]).to.deep.equal([0, 'ls\n'])
    })

    it('--cwd that is missing runs nothing', async () => {
      const {code, stdout} = await gt(['exec', 'west', '--cwd', '/no/such', '--', 'pwd'])
      expect([code, stdout]).to.deep.equal([126, ''])
    })

    it('refuses what can never run before it connects', async () => {
      for (const words of [['--cwd', 'here'], ['--cwd', '~/x'], ['--cwd', ''], []]) {
        const {code, stderr} = await gt(['exec', 'west', ...words, '--', words.length === 0 ? '' : 'pwd'])
        expect(code, words.join(' ')).to.equal(2)
        expect(stderr).to.match(/^Error: .*\nNext: /s)
      }
    })

    it('--timeout counts connecting too', async () => {
      const silent = createServer(() => undefined).listen(0, '127.0.0.1')
      await once(silent, 'listening')
      const {port} = silent.address() as AddressInfo
      await gt(['add', 'silent', '--host', '127.0.0.1', '--port', String(port), '--no-verify'])
      const {code, stderr} = await gt(['exec', 'silent', '--timeout', '1', '--', 'pwd'])
      await gt(['remove', 'silent'])
      silent.close()
      expect([code, stderr.split('\n')[0]]).to.deep.equal([124, 'Error: silent: pwd took longer than 1 s [GT_TIMEOUT]'])
    })

    it('--timeout is 124, and nothing runs on', async () => {
      const mark = oddSeconds()
      let wasRunning = false
      const look = every(200, () => {
        wasRunning ||= isRunning(mark)
        return false
      })
      const {code} = await gt(['exec', 'west', '--timeout', '5', '--', 'sleep', mark], {endWhen: look})
      expect([code, wasRunning, isRunning(mark)]).to.deep.equal([124, true, false])
    })

    it('Ctrl-C ends the command there', async () => {
      const mark = oddSeconds()
      const isStarted = (): boolean => isRunning(mark)
      const {code} = await gt(['exec', 'west', '--', 'sh', '-c', `sleep ${mark}; echo no`], {
        endWhen: every(200, isStarted),
        endWith: 'SIGINT',
      })
      expect(code).to.equal(130)
      expect(isRunning(mark)).to.equal(false)
    })

    it('on several leads each line by its machine and takes the worst code; local is one of them', async () => {
      const script = '[ "$SSH_CONNECTION" ] && { echo there; echo oops >&2; exit 3; }; echo here'
      const {code, stdout, stderr} = await gt(['exec', 'west', 'local', '--', 'sh', '-c', script])
      expect(code).to.equal(3)
      expect(stdout.split('\n').sort()).to.deep.equal(['', 'local | here', 'west  | there'])
      expect(stderr).to.equal('west  | oops\n2 machines: 1 ok, 1 exit 3\n')
    })

    it('--json prints a document a line, also of a machine that is not there', async () => {
      await gt(['add', 'gone', '--host', '127.0.0.1', '--port', '1', '--no-verify'])
      const {code, stdout} = await gt(['exec', '--all', '--json', '--', 'echo', 'hi'])
      const lines = stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as RunDocument)
      const [gone, west] = lines.sort((a, b) => (a.machine < b.machine ? -1 : 1))
      expect(code).to.equal(255)
      expect([gone?.machine, gone?.code, gone?.error?.code]).to.deep.equal(['gone', null, 'GT_MACHINE_UNREACHABLE'])
      expect([west?.machine, west?.code, west?.stdout, west?.encoding]).to.deep.equal(['west', 0, 'hi\n', 'utf8'])
    })
  })

  describe('remove', () => {
    it('keeps the host key', async () => {
      const {code, stdout} = await gt(['remove', 'gone'])
      expect([code, stdout]).to.deep.equal([0, 'Removed machine gone\n'])
      expect(Object.keys(registry().machines)).to.deep.equal(['west'])
      expect(readFileSync(join(town, 'mayor/known_hosts'), 'utf8')).to.include('ssh-ed25519')
    })
    it('says which machines there are where this is none', async () => {
      const {code, stdout} = await gt(['remove', 'wset', '--json'])
      expect([code, JSON.parse(stdout).error.hint]).to.deep.equal([2, 'did you mean west?'])
    })
  })

  describe('a host key that changed', () => {
    let impostor: Sshd
    before(async () => {
      const {port} = sshd
      await sshd.stop()
      impostor = sshd = await startSshd({port})
      const {west} = registry().machines
      const file = join(town, 'mayor/machines.json')
      writeFileSync(file, JSON.stringify({version: 1, machines: {west: {...west, ssh_key_path: sshd.clientKey}}}))
    })
    it('is refused everywhere, with both fingerprints', async () => {
      const {code, stdout} = await gt(['exec', 'west', '--json', '--', 'true'])
      const {error} = JSON.parse(stdout)
      expect([code, error.code]).to.deep.equal([255, 'GT_HOST_KEY_CHANGED'])
      expect(error.message).to.include(fingerprintOf(impostor.hostKeyFiles[0] ?? ''))
      expect(error.message).to.match(/trusted is SHA256:/)
      expect(error.hint).to.include('gt machine trust west')
      const again = await gt(['add', 'west2', ...wordsTo(impostor), '--accept-new', '--json'])
      expect(JSON.parse(again.stdout).error.code).to.equal('GT_HOST_KEY_CHANGED')
    })
    it('is not trusted by gt machine trust where nobody says that it is right', async () => {
      expect((await gt(['trust', 'west'])).code).to.equal(3)
      expect((await gt(['trust', 'west', '--fingerprint', `SHA256:${'A'.repeat(43)}`])).code).to.equal(3)
    })
    it('is trusted by gt machine trust --fingerprint, and the old one no longer', async () => {
      const {code, stdout} = await gt(['trust', 'west', '--fingerprint', impostor.fingerprint, '--json'])
      const {host_key: result} = JSON.parse(stdout)
      expect([code, result.trusted, result.replaced.length]).to.deep.equal([0, impostor.fingerprint, 1])
      expect(readFileSync(join(town, 'mayor/known_hosts'), 'utf8')).to.equal(`${impostor.knownHosts[0] ?? ''}\n`)
      expect((await gt(['exec', 'west', '--', 'true'])).code).to.equal(0)
    })
  })

  describe('a broken machines.json', () => {
    const file = join(town, 'mayor/machines.json')
    let text: string
    before(() => {
      text = `${JSON.stringify(registry()).slice(0, -2)},"x": {`
      writeFileSync(file, text)
    })
    for (const words of [['list'], ['add', 'y', '--host', 'y', '--no-verify'], ['remove', 'west'], ['status']]) {
      it(`is refused by gt machine ${words[0]}`, async () => {
        const {code, stdout} = await gt([...words, '--json'])
        expect([code, JSON.parse(stdout).error.code]).to.deep.equal([3, 'GT_FILE_CORRUPT'])
        expect(readFileSync(file, 'utf8')).to.equal(text)
      })
    }
    it('is repaired by gt doctor --fix, which keeps what can be read and the old file', async () => {
      await runCli(['doctor', '--fix', '--only', 'federation/machines'], {cwd: town})
      expect(Object.keys(registry().machines)).to.deep.equal(['west'])
      const [aside] = readdirSync(join(town, 'mayor')).filter((name) => name.startsWith('machines.json.corrupt-'))
      expect(readFileSync(join(town, 'mayor', aside ?? ''), 'utf8')).to.equal(text)
    })
  })
})

/** Seconds that no other process sleeps: by them a process is found. */
function oddSeconds(): string {
  return `7${randomBytes(4).readUInt32BE()}`
}

function isRunning(mark: string): boolean {
  const commands = execFileSync('ps', ['-eo', 'args'], {encoding: 'utf8'}).split('\n')
  return commands.includes(`sleep ${mark}`)
}

/** Asks no more often than this, in ms. */
function every(ms: number, question: () => boolean): () => boolean {
  let last = 0
  return () => {
    if (Date.now() - last < ms) return false
    last = Date.now()
    return question()
  }
}
