import {expect} from 'chai'
import {mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {hostname, tmpdir, userInfo} from 'node:os'
import {join} from 'node:path'
import {isGtError, type GtError} from '@gt-town/contract'
import type {ResolvedSsh, SshConfigOptions} from '../../src/config/resolved-ssh.js'
import {resolveSshConfig} from '../../src/config/ssh-config.js'
import {makeKey} from '../../../../test/support/sshd.js'

const {homedir: home, username} = userInfo()
const noSsh = {sshPath: '/nowhere/ssh'}

/** Each row: a configuration, the host that is asked for, and what of the answer is right. */
const table: readonly (readonly [string, string, Partial<ResolvedSsh>, SshConfigOptions?])[] = [
  [
    '',
    'West.Example',
    {hostname: 'west.example', user: username, port: 22, proxyJump: undefined, hostKeyAlias: undefined},
  ],
  ['Host west\n HostName 10.0.0.1\n User al\n Port 2222', 'west', {hostname: '10.0.0.1', user: 'al', port: 2222}],
  ['Host west\n User al\n Port 2222', 'west', {user: 'bo', port: 23}, {user: 'bo', port: 23}],
  ['Host west\n HostName %h.example', 'west', {hostname: 'west.example'}],
  ['Host *.example !b.example\n Port 2222', 'a.example', {port: 2222}],
  ['Host *.example !b.example\n Port 2222', 'b.example', {port: 22}],
  ['Host west\n Port 1\nHost *\n Port 2\n User al', 'west', {port: 1, user: 'al'}],
  ['host=west\n\tPORT = 2222', 'west', {port: 2222}],
  ['Match user bo\n Port 2222', 'west', {port: 2222}, {user: 'bo'}],
  ['Match user bo\n Port 2222', 'west', {port: 22}, {user: 'al'}],
  ['Match host west\n Port 2222\nMatch all\n ConnectTimeout 7', 'west', {port: 2222, connectTimeout: 7}],
  ['IdentityFile ~/one\nIdentityFile "/two words"', 'west', {identityFiles: [`${home}/one`, '/two words']}],
  ['Host west\n User al\n IdentityFile %d/k/%r@%h:%p-%n', 'west', {identityFiles: [`${home}/k/al@west:22-west`]}],
  ['IdentityFile none', 'west', {identityFiles: [], identities: []}],
  ['IdentityFile /k/%u/%%/%L', 'west', {identityFiles: [`/k/${username}/%/${hostname().split('.')[0]}`]}],
  ['IdentitiesOnly yes', 'west', {identitiesOnly: true}],
  ['ProxyJump al@one:2222,two', 'west', {proxyJump: 'al@one:2222,two', proxyCommand: undefined}],
  ['ProxyJump none', 'west', {proxyJump: undefined}],
  [
    'Host west\n Port 7\n ProxyCommand nc -X 5 %h %p %% %r',
    'west',
    {proxyCommand: 'nc -X 5 west 7 % al'},
    {user: 'al'},
  ],
  ['ProxyCommand none', 'west', {proxyCommand: undefined}],
  ['UserKnownHostsFile ~/kh /kh2', 'west', {userKnownHostsFiles: [`${home}/kh`, '/kh2']}],
  ['UserKnownHostsFile "/a b" ~/kh', 'west', {userKnownHostsFiles: ['/a b', `${home}/kh`]}],
  ['UserKnownHostsFile none', 'west', {userKnownHostsFiles: []}],
  ['UserKnownHostsFile /dev/null', 'west', {userKnownHostsFiles: ['/dev/null']}],
  ['UserKnownHostsFile /k/%h', 'west', {userKnownHostsFiles: ['/k/west']}],
  ['GlobalKnownHostsFile /one', 'west', {globalKnownHostsFiles: ['/one']}],
  ['', 'west', {userKnownHostsFiles: [`${home}/.ssh/known_hosts`, `${home}/.ssh/known_hosts2`]}],
  ['', 'west', {globalKnownHostsFiles: ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']}],
  ['HostKeyAlias west-1', 'west', {hostKeyAlias: 'west-1'}],
  ['StrictHostKeyChecking no', 'west', {strictHostKeyChecking: 'no'}],
  ['StrictHostKeyChecking accept-new', 'west', {strictHostKeyChecking: 'accept-new'}],
  ['StrictHostKeyChecking yes', 'west', {strictHostKeyChecking: 'yes'}],
  ['', 'west', {strictHostKeyChecking: 'ask'}],
  ['ServerAliveInterval 1m30s\nServerAliveCountMax 5', 'west', {serverAliveInterval: 90, serverAliveCountMax: 5}],
  ['', 'west', {serverAliveInterval: 0, serverAliveCountMax: 3, connectTimeout: undefined}],
  ['CertificateFile ~/c-cert.pub', 'west', {certificateFiles: [`${home}/c-cert.pub`]}],
  ['PKCS11Provider /lib/p.so', 'west', {pkcs11Provider: '/lib/p.so'}],
  ['HostKeyAlgorithms ssh-ed25519,ssh-rsa', 'west', {hostKeyAlgorithms: ['ssh-ed25519', 'ssh-rsa']}],
  ['', 'west', {identityAgent: '/agent'}, {env: {...process.env, SSH_AUTH_SOCK: '/agent'}}],
  ['', 'west', {identityAgent: undefined}, {env: {...process.env, SSH_AUTH_SOCK: undefined}}],
  ['IdentityAgent none', 'west', {identityAgent: undefined}, {env: {...process.env, SSH_AUTH_SOCK: '/agent'}}],
  ['IdentityAgent SSH_AUTH_SOCK', 'west', {identityAgent: '/agent'}, {env: {...process.env, SSH_AUTH_SOCK: '/agent'}}],
  ['IdentityAgent $OTHER', 'west', {identityAgent: '/other'}, {env: {...process.env, OTHER: '/other'}}],
  ['IdentityAgent "~/my agent"', 'west', {identityAgent: `${home}/my agent`}],
  ['', '::1', {hostname: '::1'}],
]

describe('resolveSshConfig', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gt-ssh-config-')))
  const configFile = join(folder, 'config')
  after(() => rmSync(folder, {recursive: true, force: true}))

  for (const [text, host, right, options = {}] of table) {
    it(`reads ${JSON.stringify(text)} for ${host}, with and without ssh`, async () => {
      writeFileSync(configFile, `${text}\n`)
      const fields = Object.keys(right) as (keyof ResolvedSsh)[]
      for (const way of [{}, noSsh]) {
        const resolved = await resolveSshConfig(host, {configFile, ...options, ...way})
        expect(Object.fromEntries(fields.map((field) => [field, resolved[field]]))).to.deep.equal(right)
      }
    })
  }

  it('follows Include and Match exec, which only ssh can; without it, that is said with the line', async () => {
    writeFileSync(join(folder, 'more'), 'Host west\n Port 2222\n')
    for (const line of [
      `Include ${folder}/more`,
      'Match exec "test %h = west"\n Port 2222',
      'Match host west exec true\n Port 2222',
    ]) {
      writeFileSync(configFile, `# first\n${line}\n`)
      expect((await resolveSshConfig('west', {configFile})).port, line).to.equal(2222)
      const error = await thrown('west', {configFile, ...noSsh})
      expect([error.code, error.message]).to.deep.equal([
        'GT_SSH_MISSING',
        `${configFile} line 2 can only be read by ssh, which is not installed`,
      ])
    }
  })

  it('names the file and the line of a mistake, as ssh does', async () => {
    for (const [text, said] of [
      ['Host west\n Bogus 3', `${configFile}: line 2: Bad configuration option: bogus`],
      ['Host west\n\n Port abc', `${configFile} line 3: Bad port 'abc'.`],
      ['IdentityFile a b', `${configFile} line 1: keyword identityfile extra arguments at end of line`],
    ] as const) {
      writeFileSync(configFile, text)
      const error = await thrown('west', {configFile})
      expect([error.code, error.message]).to.deep.equal([
        'GT_SSH_CONFIG_INVALID',
        `ssh cannot use its configuration: ${said}`,
      ])
      expect(error.hint).to.include('ssh -G west')
    }
    writeFileSync(configFile, 'Host west\n\n Port abc')
    const error = await thrown('west', {configFile, ...noSsh})
    expect([error.code, error.message]).to.deep.equal([
      'GT_SSH_CONFIG_INVALID',
      `the ssh configuration cannot be used: ${configFile} line 3: Bad port 'abc'.`,
    ])
  })

  it('says that a configuration that was asked for is missing', async () => {
    for (const way of [{}, noSsh]) {
      const error = await thrown('west', {configFile: join(folder, 'nothing'), ...way})
      expect(error.code).to.equal('GT_SSH_CONFIG_INVALID')
      expect(error.message).to.include(join(folder, 'nothing'))
    }
  })

  it('ends a Match exec that hangs at the deadline, and says where to look', async () => {
    writeFileSync(configFile, 'Match exec "sleep 300"\n Port 2222\n')
    const error = await thrown('west', {configFile, timeoutMs: 500})
    expect(isGtError(error, 'GT_TIMEOUT')).to.equal(true)
    expect(error.hint).to.include('Match exec')
  })

  it('refuses a host or a user that a shell or ssh could take for something else, before ssh sees it', async () => {
    for (const host of ['-oProxyCommand=id', 'a b', 'a\nb', '', 'a;id', '$(id)', 'a@b', 'west:22']) {
      expect((await thrown(host, noSsh)).code, host).to.equal('GT_HOST_INVALID')
    }
    expect((await thrown('west', {user: '-x'})).code).to.equal('GT_USER_INVALID')
  })

  it('looks at the keys that are there: their types and certificates, without passphrases', async () => {
    const keys = join(folder, 'keys')
    mkdirSync(keys)
    const [plain = '', locked = ''] = ['plain', 'locked'].map((name) => join(keys, name))
    makeKey(plain, 'ecdsa')
    makeKey(locked, 'rsa', 'secret')
    for (const file of [`${plain}.pub`, `${locked}.pub`]) rmSync(file)
    writeFileSync(join(keys, 'card'), 'PRIVATE')
    writeFileSync(join(keys, 'card.pub'), 'sk-ssh-ed25519@openssh.com AAAAGnNr me\n')
    writeFileSync(join(keys, 'card-cert.pub'), 'certificate')
    writeFileSync(join(keys, 'pem'), '-----BEGIN RSA PRIVATE KEY-----\n')
    writeFileSync(join(keys, 'cut'), '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5v\n-----END\n')
    const names = ['plain', 'locked', 'card', 'pem', 'cut', 'nothing']
    writeFileSync(configFile, names.map((name) => `IdentityFile ${keys}/${name}\n`).join(''))
    const {identities} = await resolveSshConfig('west', {configFile})
    expect(
      identities.map(({path, type, certificate}) => [path.slice(keys.length + 1), type, certificate]),
    ).to.deep.equal([
      ['plain', 'ecdsa-sha2-nistp256', undefined],
      ['locked', 'ssh-rsa', undefined],
      ['card', 'sk-ssh-ed25519@openssh.com', join(keys, 'card-cert.pub')],
      ['pem', undefined, undefined],
      ['cut', undefined, undefined],
    ])
  })

  async function thrown(host: string, options: SshConfigOptions): Promise<GtError> {
    try {
      await resolveSshConfig(host, options)
    } catch (error) {
      if (isGtError(error)) return error
      throw error
    }
    throw new Error('nothing was thrown')
  }
})
