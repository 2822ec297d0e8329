import {expect} from 'chai'
import type {ShownHostKey} from '@gt-town/contract'
import {existsSync, mkdirSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {setTimeout as sleep} from 'node:timers/promises'
import type {SshTarget} from '../../src/transport/target.js'
import {few} from '../../../../test/support/rounds.js'
import {startSshd, type Sshd} from '../../../../test/support/sshd.js'
import {emptyConfig, scratch, targetOf} from '../targets.js'
import {open, refuses, run} from './acts.js'
import type {SuiteContext} from './context.js'

/** Whose keys are trusted: what several files say, and what somebody is asked. */
export function trustsKeys({make, server}: SuiteContext): void {
  let sshd: Sshd
  before(() => (sshd = server()))

  describe('where the files of the town, the user and the system differ', () => {
    const name = 'west.example'
    let old: Sshd
    let folder: ReturnType<typeof scratch>
    let [userFile, systemFile, knownHosts] = ['', '', '']
    const keyOf = (server: Sshd): string => (server.knownHosts[0] ?? '').split(' ').slice(1).join(' ')
    const files = (user: string, system = '', town = ''): void => {
      writeFileSync(userFile, user)
      writeFileSync(systemFile, system)
      writeFileSync(knownHosts, town)
    }
    /** Both are the same machine, as far as its name says. */
    const to = (server: Sshd, changes: Partial<SshTarget> = {}): SshTarget => {
      const lines = [`UserKnownHostsFile ${userFile}`, `GlobalKnownHostsFile ${systemFile}`]
      const configFile = emptyConfig(server, lines)
      return {...targetOf(server), knownHosts, hostKeyAlias: name, configFile, ...changes}
    }
    const passes = async (target: SshTarget): Promise<void> => {
      await using link = open(make(target))
      expect((await run(link.transport, 'echo hi')).stdout).to.equal('hi\n')
    }
    before(async () => {
      old = await startSshd()
      folder = scratch()
      ;[userFile, systemFile, knownHosts] = ['user', 'system', 'town'].map((file) => `${folder.path}/${file}`) as [
        string,
        string,
        string,
      ]
    })
    after(async () => {
      await old.stop()
      await folder[Symbol.asyncDispose]()
    })

    it('trusts what any of them has, as long as the town has no key of that name', async () => {
      files(`${name} ${keyOf(sshd)}\n`, `${name} ${keyOf(old)}\n`, `other ${keyOf(old)}\n`)
      await passes(to(sshd))
      await passes(to(old))
    })
    it('trusts the keys of the town alone where it has some', async () => {
      files(`${name} ${keyOf(old)}\n`, `* ${keyOf(old)}\n`, `${name} ${keyOf(sshd)}\n`)
      await passes(to(sshd))
      const error = await refuses(make(to(old)), 'GT_HOST_KEY_CHANGED')
      expect(error.message).to.contain(`${knownHosts}:1`)
    })
    const owners = [
      ['the user, who has the new one too', 'OLDNEW', ''],
      ['the town, for many at once', '', 'MANY'],
      ['the town', '', 'OLD'],
      ['the user', 'OLD', ''],
    ] as const
    for (const [title, user, town] of few ? owners.slice(0, 2) : owners) {
      it(`trusts no old key any more once it was replaced: one of ${title}`, async () => {
        const lines = {'': '', OLD: `${name} OLD\n`, OLDNEW: `${name} OLD\n${name} NEW\n`, MANY: '*.example OLD\n'}
        const fill = (text: string): string => text.replaceAll('OLD', keyOf(old)).replaceAll('NEW', keyOf(sshd))
        files(fill(lines[user]), '', fill(lines[town]))
        await passes(to(old))
        const asked: string[][] = []
        const ask = async ({trusted}: ShownHostKey): Promise<boolean> =>
          Promise.resolve(asked.push([...trusted].filter((key) => key !== sshd.fingerprint)) > 0)
        await passes(to(sshd, {trust: {mode: 'replace', ask}}))
        expect(asked).to.deep.equal([[old.fingerprint]])
        await passes(to(sshd))
        await refuses(make(to(old)), 'GT_HOST_KEY_CHANGED')
        expect(readFileSync(userFile, 'utf8')).to.equal(fill(lines[user]))
        // Nothing is left to replace.
        await passes(to(sshd, {trust: {mode: 'replace', ask}}))
        expect(asked).to.have.length(1)
      })
    }
    it('replaces nothing where nobody says that the key is the only right one', async () => {
      files(`${name} ${keyOf(old)}\n${name} ${keyOf(sshd)}\n`)
      const ask = async (): Promise<boolean> => Promise.resolve(false)
      await refuses(make(to(sshd, {trust: {mode: 'replace', ask}})), 'GT_HOST_KEY_UNCONFIRMED')
      await passes(to(old))
    })
    it('refuses a key that any of them revokes', async () => {
      const trusted = `${name} ${keyOf(sshd)}\n`
      const revoked = `@revoked * ${keyOf(sshd)}\n`
      for (const [user, system] of [
        [revoked, ''],
        ['', revoked],
      ] as const) {
        files(user, system, trusted)
        await refuses(make(to(sshd)), 'GT_HOST_KEY_REVOKED')
      }
    })
    it('refuses every key while one of them cannot be read', async () => {
      for (const broken of [0, 1, 2]) {
        const trusted = `${name} ${keyOf(sshd)}\n`
        files(trusted, trusted, trusted)
        const file = [userFile, systemFile, knownHosts][broken] ?? ''
        rmSync(file)
        mkdirSync(file)
        await refuses(make(to(sshd)), 'GT_HOST_KEYS_UNREADABLE')
        rmSync(file, {recursive: true})
      }
    })
  })

  it('takes a new key where it may, and keeps it', async () => {
    for (const trust of [
      {mode: 'accept-new'},
      {mode: 'fingerprint', fingerprint: sshd.fingerprint},
      {
        mode: 'ask',
        ask: async ({fingerprint}: {fingerprint: string}) => Promise.resolve(fingerprint === sshd.fingerprint),
      },
    ] as const) {
      await using folder = scratch()
      const knownHosts = `${folder.path}/known_hosts`
      await using first = open(make(targetOf(sshd, {knownHosts, trust})))
      expect((await run(first.transport, 'echo a')).stdout).to.equal('a\n')
      await using second = open(make(targetOf(sshd, {knownHosts})))
      expect((await run(second.transport, 'echo b')).stdout).to.equal('b\n')
    }
  })

  it('lets who is asked take longer than a connect may', async () => {
    await using folder = scratch()
    const connectTimeoutMs = 4000
    const ask = async (): Promise<boolean> => sleep(connectTimeoutMs + 100, true)
    const trust = {mode: 'ask', ask} as const
    await using link = open(make(targetOf(sshd, {knownHosts: `${folder.path}/known_hosts`, trust, connectTimeoutMs})))
    expect((await run(link.transport, 'echo a')).stdout).to.equal('a\n')
  })

  it('writes nothing for an answer that comes when it was given up, and takes the question back', async () => {
    await using folder = scratch()
    const knownHosts = `${folder.path}/known_hosts`
    let isTakenBack = false
    let answer: (yes: boolean) => void = () => undefined
    const trust = {
      mode: 'ask',
      ask: async (_shown: unknown, signal: AbortSignal) => {
        signal.addEventListener('abort', () => (isTakenBack = true))
        setTimeout(() => void transport.close(), 50)
        return new Promise<boolean>((resolve) => (answer = resolve))
      },
    } as const
    const transport = make(targetOf(sshd, {knownHosts, trust}))
    await refuses(transport, 'GT_ABORTED')
    expect(isTakenBack).to.equal(true)
    answer(true)
    await sleep(200)
    expect(existsSync(knownHosts)).to.equal(false)
  })

  it('asks for the type of key it knows', async () => {
    const many = await startSshd({hostKeys: ['ed25519', 'ecdsa', 'rsa']})
    try {
      for (const line of many.knownHosts) {
        await using folder = scratch()
        await using link = open(make(targetOf(many, {knownHosts: folder.file('known_hosts', `${line}\n`)})))
        expect((await run(link.transport, 'echo ok')).stdout).to.equal('ok\n')
      }
    } finally {
      await many.stop()
    }
  })
}
