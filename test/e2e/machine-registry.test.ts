import {expect} from 'chai'
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {chmodSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs'
import {connect} from 'node:net'
import {join} from 'node:path'
import {setTimeout as sleep} from 'node:timers/promises'
import {freePort, startSshd, type Sshd} from '../support/sshd.js'
import {bin, environment, runCli, temporaryFolder, type CliResult} from './cli.js'
import {errorOf} from './in-town.js'
import {addMachines, wayTo} from './remote-town.js'

interface MachineText {
  machine: {cordoned: {at: string | null; reason: string | null} | null; [key: string]: unknown}
  changed: string[]
}

describe('the registry of machines', function () {
  this.timeout(60_000)
  const folder = temporaryFolder('registry')
  const hub = join(folder.path, 'hub')
  const registry = join(hub, 'mayor', 'machines.json')
  let sshd: Sshd
  const gt = async (...words: string[]): Promise<CliResult> => runCli(['machine', ...words], {cwd: hub})
  const set = async (...words: string[]): Promise<MachineText> => {
    const {code, stdout, stderr} = await gt('set', ...words, '--json')
    expect(code, stdout + stderr).to.equal(0)
    return JSON.parse(stdout) as MachineText
  }

  before(async () => {
    sshd = await startSshd()
    expect((await runCli(['install', hub, '--no-git'], {cwd: folder.path})).code).to.equal(0)
  })
  beforeEach(() => addMachines(hub, {east: wayTo(sshd), west: wayTo(sshd)}, [sshd]))
  after(async () => {
    await sshd.stop()
    folder.remove()
  })

  describe('gt machine set', () => {
    it('changes what is said, and nothing else', async () => {
      writeFileSync(registry, readFileSync(registry, 'utf8').replace(/"west": ?{/, '"west": {"mood": "good",'))
      const {machine, changed} = await set('west', '--tag', 'role=build', '--capacity', '4', '--workspace', '/srv/town')
      expect(changed.sort()).to.deep.equal(['capacity', 'tags', 'workspace'])
      expect(machine).to.deep.include({capacity: 4, workspace: '/srv/town', tags: {role: 'build'}})
      expect(readFileSync(registry, 'utf8')).to.contain('"mood": "good"')
      const again = await set('west', '--tag', 'a=b', '--untag', 'role', '--unset', 'capacity')
      expect(again.machine).to.deep.include({capacity: null, tags: {a: 'b'}, workspace: '/srv/town'})
      expect((await gt('set', 'west', '--tag', 'a=b')).stdout).to.match(/^Nothing to change/)
    })

    it('cordons a machine and says why; what was called draining is read as that, and rewritten', async () => {
      const {machine} = await set('west', '--cordon', 'new disk')
      expect(machine.cordoned).to.have.property('reason', 'new disk')
      expect(Date.parse(machine.cordoned?.at ?? '')).to.be.within(Date.now() - 60_000, Date.now())
      const status = await gt('status', 'west')
      expect([status.code, status.stdout]).to.satisfy(
        ([code, text]: [number, string]) => code === 1 && /west +cordoned/.test(text),
      )
      expect(status.stdout).to.contain('new disk')
      expect((await set('west', '--uncordon')).machine.cordoned).to.equal(null)
      writeFileSync(registry, readFileSync(registry, 'utf8').replace(/"west": ?{/, '"west": {"draining": true,'))
      expect((await gt('list')).stdout).to.match(/west .*cordoned/)
      await set('west', '--capacity', '2')
      expect(JSON.parse(readFileSync(registry, 'utf8')))
        .to.have.nested.property('machines.west.cordoned')
        .that.deep.equals({})
      expect(readFileSync(registry, 'utf8')).not.to.contain('draining')
    })

    it('tries first whether it is still reached, and changes nothing where it is not', async () => {
      const before = readFileSync(registry, 'utf8')
      const port = String(await freePort('127.0.0.1'))
      const refused = await gt('set', 'west', '--port', port, '--json')
      expect([refused.code, errorOf(refused.stdout).code]).to.deep.equal([3, 'GT_MACHINE_UNREACHABLE'])
      expect(readFileSync(registry, 'utf8')).to.equal(before)
      expect((await set('west', '--port', port, '--no-verify')).machine['ssh_port']).to.equal(Number(port))
    })

    it('refuses what makes no sense', async () => {
      for (const [words, code] of [
        [['west'], 'GT_USAGE'],
        [['west', '--host', '-oProxyCommand=x'], 'GT_HOST_INVALID'],
        [['west', '--tag', 'x'], 'GT_TAG_INVALID'],
        [['west', '--port', '0'], 'GT_PORT_INVALID'],
        [['west', '--zone', 'z'], 'GT_USAGE'],
        [['local', '--capacity', '1'], 'GT_USAGE'],
        [['wets', '--capacity', '1'], 'GT_MACHINE_NOT_FOUND'],
      ] as const) {
        const {code: exit, stdout} = await gt('set', ...words, '--json')
        expect([exit, errorOf(stdout).code], words.join(' ')).to.deep.equal([2, code])
      }
    })
  })

  describe('gt machine import', () => {
    it('shows what ~/.ssh/config names, and adds it when that is said', async () => {
      const home = join(folder.path, 'home')
      mkdirSync(join(home, '.ssh/more'), {recursive: true})
      writeFileSync(
        join(home, '.ssh/config'),
        'Include more/*.conf\nHost gpu1 gpu2 *.example !x west\n  User me\nHost "a b"\n',
      )
      writeFileSync(join(home, '.ssh/more/one.conf'), 'Host extra\n')
      const run = async (...words: string[]): Promise<CliResult> =>
        runCli(['machine', 'import', ...words], {cwd: hub, env: {HOME: home}})
      const before = readFileSync(registry, 'utf8')
      const asked = await run('gpu*')
      expect([asked.code, readFileSync(registry, 'utf8')]).to.deep.equal([2, before])
      expect(asked.stderr).to.match(/add --yes/)
      const {added, left_out} = JSON.parse((await run('--yes', '--tag', 'role=gpu', '--json')).stdout) as {
        added: {name: string; ssh_host: string; tags: object}[]
        left_out: {name: string; reason: string}[]
      }
      expect(added.map(({name, ssh_host, tags}) => [name, ssh_host, tags])).to.deep.equal(
        ['gpu1', 'gpu2', 'extra'].map((name) => [name, name, {role: 'gpu'}]),
      )
      expect(left_out.map(({name}) => name)).to.deep.equal(['west', 'a b'])
      expect((await run('--yes')).stdout).to.match(/Nothing to add/)
    })

    it('takes the hosts of an inventory by ansible-inventory', async () => {
      // What it prints is documented: https://docs.ansible.com/ansible/latest/dev_guide/developing_inventory.html
      const inventory = {
        _meta: {hostvars: {a1: {ansible_host: '10.0.0.1', ansible_user: 'deploy', ansible_port: 2222}, b1: {}}},
        all: {children: ['ungrouped', 'web']},
        web: {hosts: ['a1', 'b1', 'c1']},
      }
      const programs = join(folder.path, 'bin')
      mkdirSync(programs)
      writeFileSync(join(programs, 'ansible-inventory'), `#!/bin/sh\ncat <<'E'\n${JSON.stringify(inventory)}\nE\n`)
      chmodSync(join(programs, 'ansible-inventory'), 0o755)
      const words = ['machine', 'import', '--ansible', 'hosts.yml', '--yes', '--json']
      const {stdout} = await runCli(words, {cwd: hub, env: {PATH: `${programs}:${process.env['PATH']}`}})
      const {added} = JSON.parse(stdout) as {
        added: {name: string; ssh_host: string; ssh_user: string; ssh_port: number}[]
      }
      expect(added.map(({name, ssh_host, ssh_user, ssh_port}) => [name, ssh_host, ssh_user, ssh_port])).to.deep.equal([
        ['a1', '10.0.0.1', 'deploy', 2222],
        ['b1', 'b1', null, null],
        ['c1', 'c1', null, null],
      ])
      const without = await runCli(words, {cwd: hub, env: {PATH: '/nowhere'}})
      expect(errorOf(without.stdout).code).to.equal('GT_COMMAND_NOT_FOUND')
    })
  })

  it('gt machine ssh-config makes plain ssh reach a machine, with the keys that the town trusts', async () => {
    const {stdout} = await gt('ssh-config', 'west')
    const file = join(folder.path, 'ssh.conf')
    writeFileSync(file, stdout)
    const printed = execFileSync('ssh', ['-F', file, '-o', 'BatchMode=yes', 'west', 'echo reached'], {encoding: 'utf8'})
    expect(printed).to.equal('reached\n')
    addMachines(hub, {west: wayTo(sshd)}, [{...sshd, knownHosts: []}])
    writeFileSync(file, (await gt('ssh-config')).stdout)
    expect(() => execFileSync('ssh', ['-F', file, '-o', 'BatchMode=yes', 'west', 'true'], {stdio: 'pipe'})).to.throw(
      /Host key verification failed/,
    )
  })

  it('gt machine forward leads a port to what the machine reaches, until it is interrupted', async () => {
    const port = await freePort('127.0.0.1')
    const child = spawn(process.execPath, [bin, 'machine', 'forward', 'west', `${port}:127.0.0.1:${sshd.port}`], {
      cwd: hub,
      env: environment(),
    })
    const [line] = (await once(child.stdout, 'data')) as [Buffer]
    expect(line.toString()).to.match(
      new RegExp(`^127\\.0\\.0\\.1:${port} leads to 127\\.0\\.0\\.1:${sshd.port} by west`),
    )
    const socket = connect(port, '127.0.0.1')
    const [greeting] = (await once(socket, 'data')) as [Buffer]
    expect(greeting.toString()).to.match(/^SSH-2\.0-/)
    socket.destroy()
    const taken = await gt('forward', 'west', `${port}:${sshd.port}`)
    expect([taken.code, taken.stderr]).to.satisfy(
      ([code, text]: [number, string]) => code === 3 && /GT_PORT_IN_USE/.test(text),
    )
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.kill('SIGINT')
    await once(child, 'close')
    expect(stderr).to.equal('')
    const isLed = (): boolean => execFileSync('ps', ['-eo', 'args'], {encoding: 'utf8'}).includes(`127.0.0.1:${port}:`)
    expect(isLed()).to.equal(false)
    const killed = spawn(process.execPath, [bin, 'machine', 'forward', 'west', `${port}:127.0.0.1:${sshd.port}`], {
      cwd: hub,
      env: environment(),
    })
    await once(killed.stdout, 'data')
    killed.kill('SIGKILL')
    for (let tries = 0; isLed(); tries++) {
      expect(tries).to.be.below(200)
      await sleep(50)
    }
  })
})
