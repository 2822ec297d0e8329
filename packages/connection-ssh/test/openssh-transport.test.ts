import {expect} from 'chai'
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, mkdtempSync, utimesSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'
import {setTimeout as sleep} from 'node:timers/promises'
import {LocalConnection} from '@gt-town/connection-local'
import {makeLinkFolder} from '../src/transport/openssh/link-folder.js'
import {OpenSshTransport} from '../src/transport/openssh/openssh-transport.js'
import type {SshTarget} from '../src/transport/target.js'
import {terminalArguments} from '../src/transport/openssh/terminal-arguments.js'
import {compiled} from '../../../test/support/compiled.js'
import {freePort, startSshd, type Sshd} from '../../../test/support/sshd.js'
import {emptyConfig, scratch, targetOf} from './targets.js'
import {open} from './transport-suite/acts.js'
import {transportSuite} from './transport-suite.js'

const here = new LocalConnection()
const make = (target: SshTarget): OpenSshTransport => new OpenSshTransport(here, target)

transportSuite("the system's ssh as a Transport", make, {ends: false})

describe("the system's ssh", () => {
  let sshd: Sshd
  before(async () => (sshd = await startSshd({config: ['AllowAgentForwarding yes']})))
  after(async () => sshd.stop())

  /** Everything that a configuration can say to make a command none. */
  const hostile = async (folder: string): Promise<string> => {
    writeFileSync(join(folder, 'agent'), '')
    return emptyConfig(sshd, [
      'Host *',
      '  ControlMaster auto',
      `  ControlPath ${folder}/theirs-%C`,
      '  ControlPersist 10m',
      '  RemoteCommand echo theirs',
      '  SessionType none',
      '  StdinNull yes',
      '  ForkAfterAuthentication yes',
      '  RequestTTY force',
      '  PermitLocalCommand yes',
      `  LocalCommand touch ${folder}/local`,
      `  LocalForward ${await freePort(sshd.host)} 127.0.0.1:1`,
      `  RemoteForward ${await freePort(sshd.host)} 127.0.0.1:1`,
      // Where ssh itself listens, so that it fails.
      `  RemoteForward ${sshd.port} 127.0.0.1:1`,
      '  ExitOnForwardFailure yes',
      `  ForwardAgent ${folder}/agent`,
      '  LogLevel QUIET',
      '  VisualHostKey yes',
    ])
  }

  it('runs commands whatever the configuration makes of sessions, and leaves nothing behind', async () => {
    await using folder = scratch()
    const target = targetOf(sshd, {configFile: await hostile(folder.path)})
    const {transport} = open(make(target))
    const running = await transport.start('cat; echo "agent: $SSH_AUTH_SOCK" >&2; exit 3', {})
    running.stdin.end('in')
    const [stdout, stderr, {code}] = await Promise.all([text(running.stdout), text(running.stderr), running.exit])
    expect({stdout, stderr, code}).to.deep.equal({stdout: 'in', stderr: 'agent: \n', code: 3})
    const ours = (): string[] => processesWith(`gt-link-${process.pid}-`)
    expect(ours()).to.have.length(1)
    await transport.close()
    await eventually(() => ours().length === 0)
    expect(existsSync(join(folder.path, 'local'))).to.equal(false)
  })

  it('gives the terminal to what it shall run there, whatever the configuration says', async () => {
    await using folder = scratch()
    const target = targetOf(sshd, {configFile: await hostile(folder.path)})
    const words = await terminalArguments(here, target, ['cat'], undefined, join(folder.path, 'known'))
    const child = spawn('ssh', words, {stdio: 'pipe'})
    child.stderr.resume()
    child.stdin.end('in')
    const [stdout, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
    expect([stdout, code]).to.deep.equal(['in', 0])
    expect(processesWith(target.configFile ?? '')).to.deep.equal([])
  })

  it('refuses a terminal where a file of trusted keys cannot be read', async () => {
    await using folder = scratch()
    const configFile = emptyConfig(sshd, [`GlobalKnownHostsFile ${folder.path}`])
    const error = await terminalArguments(here, targetOf(sshd, {configFile}), [], undefined, '/nowhere').catch(
      (thrown: unknown) => thrown,
    )
    expect(error).to.have.property('code', 'GT_HOST_KEYS_UNREADABLE')
  })

  // Where one session goes through it, the second program has a connection of its own.
  for (const config of [[], ['MaxSessions 1']]) {
    it(`ends with whoever started it, also one that was killed (${config.join('') || 'shared'})`, async () => {
      await using server = await served(config)
      const program = compiled(new URL('link-holder.ts', import.meta.url))
      const words = [program, JSON.stringify(targetOf(server.sshd))]
      const child = spawn(process.execPath, words, {stdio: ['ignore', 'pipe', 'inherit']})
      await once(child.stdout, 'data')
      const ours = (): string[] => processesWith(`gt-link-${child.pid}-`)
      await eventually(() => ours().length === 3)
      child.kill('SIGKILL')
      await eventually(() => ours().length === 0)
    })
  }

  it('sweeps what killed ones have left, and nothing else', async () => {
    const dead = execFileSync('sh', ['-c', 'echo $$'], {encoding: 'utf8'}).trim()
    const made = [`gt-link-${dead}-`, `gt-link-${process.pid}-`, `gt-link-${dead}-`, `gt-other-${dead}-`].map(
      (prefix) => mkdtempSync(join(tmpdir(), prefix)),
    )
    const [stale, alive, fresh, other] = made as [string, string, string, string]
    mkdirSync(join(stale, 'sub'))
    writeFileSync(join(stale, 'known'), '')
    const hourAgo = Date.now() / 1000 - 3600
    for (const folder of [stale, alive, other]) utimesSync(folder, hourAgo, hourAgo)
    const own = makeLinkFolder()
    await eventually(() => !existsSync(stale))
    await sleep(50)
    expect([alive, fresh, other, own].map((folder) => existsSync(folder))).to.deep.equal([true, true, true, true])
    execFileSync('rm', ['-r', alive, fresh, other, own])
  })
})

async function served(config: readonly string[]): Promise<{sshd: Sshd} & AsyncDisposable> {
  const sshd = await startSshd({config})
  return {sshd, [Symbol.asyncDispose]: async () => sshd.stop()}
}

/** Of those of ssh; one that has forked away calls itself `ssh: SOCKET [mux]`. */
function processesWith(word: string): string[] {
  const lines = execFileSync('ps', ['-eo', 'args'], {encoding: 'utf8'}).split('\n')
  return lines.filter((line) => /^ssh:? /.test(line) && line.includes(word))
}

async function eventually(isTrue: () => boolean): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!isTrue()) {
    if (Date.now() > deadline) throw new Error('it never became true')
    await sleep(50)
  }
}
