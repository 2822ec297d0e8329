import {expect} from 'chai'
import {execFileSync} from 'node:child_process'
import {chmodSync, copyFileSync, rmSync} from 'node:fs'
import {join} from 'node:path'
import {LocalConnection} from '@gt-town/connection-local'
import {makeTransport} from '../../src/transport/make-transport.js'
import {Ssh2Transport} from '../../src/transport/ssh2/ssh2-transport.js'
import type {SshTarget} from '../../src/transport/target.js'
import {makeKey, startSshd, type Sshd} from '../../../../test/support/sshd.js'
import {emptyConfig, targetOf} from '../targets.js'
import {open, refuses, run} from '../transport-suite/acts.js'

const here = new LocalConnection()

/** Connects by itself, and by ssh2 alone. */
async function both(target: SshTarget): Promise<{printed: string; bySsh2: string}> {
  const bySsh2 = await refuses(new Ssh2Transport(here, target), 'GT_AUTH_FAILED')
  await using link = open(makeTransport(here, target))
  return {printed: (await run(link.transport, 'echo in; exit 3')).stdout, bySsh2: bySsh2.code}
}

describe("what ssh2 cannot do, the system's ssh does", () => {
  for (const line of [
    'KexAlgorithms sntrup761x25519-sha512@openssh.com',
    'Ciphers aes128-gcm@openssh.com',
    'MACs umac-128-etm@openssh.com\nCiphers aes128-ctr',
  ]) {
    it(`with a server that has only ${line.replace('\n', ', ')}`, async () => {
      const sshd = await startSshd({config: line.split('\n')})
      const target = targetOf(sshd)
      await using link = open(makeTransport(here, target))
      expect(await run(link.transport, 'echo in; exit 3')).to.include({stdout: 'in\n', code: 3})
      await link.transport.close()
      await sshd.stop()
    })
  }

  describe('with keys that only the agent has', () => {
    let sshd: Sshd
    let agent: {socket: string; pid: number}
    before(async () => {
      sshd = await startSshd()
      const printed = execFileSync('ssh-agent', ['-a', join(sshd.folder, 'agent')], {encoding: 'utf8'})
      agent = {socket: join(sshd.folder, 'agent'), pid: Number(/AGENT_PID=(\d+)/.exec(printed)?.[1])}
      execFileSync('ssh-add', ['-q', sshd.clientKey], {env: {...process.env, SSH_AUTH_SOCK: agent.socket}})
    })
    after(async () => {
      process.kill(agent.pid, 'SIGTERM')
      await sshd.stop()
    })

    const target = (identity: string): SshTarget => {
      const lines = ['Host *', `  IdentityAgent ${agent.socket}`, `  IdentityFile ${identity}`, '  IdentitiesOnly yes']
      return {...targetOf(sshd), keyPath: undefined, configFile: emptyConfig(sshd, lines)}
    }

    it('and whose public half alone is here', async () => {
      const half = join(sshd.folder, 'half')
      copyFileSync(`${sshd.clientKey}.pub`, `${half}.pub`)
      expect(await both(target(half))).to.deep.equal({printed: 'in\n', bySsh2: 'GT_AUTH_FAILED'})
    })

    it('and whose private half is encrypted here, without the public one', async () => {
      const locked = join(sshd.folder, 'locked')
      copyFileSync(sshd.clientKey, locked)
      chmodSync(locked, 0o600)
      execFileSync('ssh-keygen', ['-q', '-p', '-N', 'secret', '-f', locked])
      rmSync(`${locked}.pub`, {force: true})
      expect(await both(target(locked))).to.deep.equal({printed: 'in\n', bySsh2: 'GT_AUTH_FAILED'})
    })
  })

  it('and what neither can is told once, with what to do', async () => {
    const sshd = await startSshd()
    const key = makeKey(join(sshd.folder, 'strange'), 'ed25519', 'secret')
    const error = await refuses(makeTransport(here, targetOf(sshd, {keyPath: key})), 'GT_AUTH_FAILED')
    expect(error).to.have.property('hint').that.contains('ssh-add')
    await sshd.stop()
  })
})
