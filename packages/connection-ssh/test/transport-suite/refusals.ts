import {expect} from 'chai'
import {freePort, startSshd, type Sshd} from '../../../../test/support/sshd.js'
import {startTcpProxy} from '../../../../test/support/tcp-proxy.js'
import {scratch, targetOf} from '../targets.js'
import {open, refuses, run} from './acts.js'
import type {SuiteContext} from './context.js'

/** Links that are not made, and why. */
export function refusesLinks({make, server}: SuiteContext): void {
  let sshd: Sshd
  before(() => (sshd = server()))

  describe('where it does not get through', () => {
    it('says that nobody listens', async () => {
      const port = await freePort('127.0.0.1')
      await refuses(make(targetOf(sshd, {port})), 'GT_MACHINE_UNREACHABLE', /refused/)
    })
    it('says that there is no such host', async () => {
      await refuses(make(targetOf(sshd, {host: 'no-such-host.invalid'})), 'GT_MACHINE_UNREACHABLE', /no host|ended/)
    })
    it('gives up a black hole at its deadline', async () => {
      const proxy = await startTcpProxy(sshd)
      proxy.freeze()
      const started = performance.now()
      await refuses(
        make(targetOf(sshd, {port: proxy.port, connectTimeoutMs: 800})),
        'GT_MACHINE_UNREACHABLE',
        /within 0.8 s/,
      )
      expect(performance.now() - started).to.be.within(700, 5800)
      await proxy.close()
    })
    it('says that no key was taken', async () => {
      const other = await startSshd()
      await refuses(make(targetOf(sshd, {keyPath: other.clientKey})), 'GT_AUTH_FAILED', /none of the keys/)
      await other.stop()
    })
    it('says that the key file is not there', async () => {
      await refuses(make(targetOf(sshd, {keyPath: '/nowhere/key'})), 'GT_AUTH_FAILED', /\/nowhere\/key/)
    })
    it('refuses a key that nobody trusts yet, and names it', async () => {
      await using folder = scratch()
      const error = await refuses(make(targetOf(sshd, {knownHosts: `${folder.path}/none`})), 'GT_HOST_KEY_UNKNOWN')
      expect(error.message).to.contain(sshd.fingerprint)
    })
    it('refuses a key that has changed, whatever the policy, and names both', async () => {
      const other = await startSshd()
      await using folder = scratch()
      const name = `[${sshd.host}]:${sshd.port}`
      const knownHosts = folder.file('known_hosts', `${name} ${other.knownHosts[0]?.split(' ').slice(1).join(' ')}\n`)
      for (const trust of [
        {mode: 'strict'},
        {mode: 'accept-new'},
        {mode: 'fingerprint', fingerprint: sshd.fingerprint},
      ] as const) {
        const error = await refuses(make(targetOf(sshd, {knownHosts, trust})), 'GT_HOST_KEY_CHANGED')
        expect(error.message).to.contain(sshd.fingerprint)
        expect(error.message).to.contain(other.fingerprint)
      }
      await other.stop()
    })
    it('refuses a key that is trusted where another one was named, and names both', async () => {
      const fingerprint = `SHA256:${'A'.repeat(43)}`
      for (const trust of [
        {mode: 'fingerprint', fingerprint},
        {mode: 'replace', fingerprint, ask: async () => Promise.resolve(true)},
      ] as const) {
        const error = await refuses(make(targetOf(sshd, {trust})), 'GT_HOST_KEY_CHANGED')
        expect(error.message).to.contain(sshd.fingerprint).and.to.contain(fingerprint)
      }
      await using link = open(make(targetOf(sshd, {trust: {mode: 'fingerprint', fingerprint: sshd.fingerprint}})))
      expect((await run(link.transport, 'echo it')).stdout).to.equal('it\n')
    })
    it('refuses a key that is revoked', async () => {
      await using folder = scratch()
      const [line = ''] = sshd.knownHosts
      const knownHosts = folder.file('known_hosts', `${line}\n@revoked * ${line.split(' ').slice(1).join(' ')}\n`)
      await refuses(make(targetOf(sshd, {knownHosts})), 'GT_HOST_KEY_REVOKED')
    })
  })
}
