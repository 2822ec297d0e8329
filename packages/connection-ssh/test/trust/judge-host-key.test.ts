import {expect} from 'chai'
import {execFile} from 'node:child_process'
import {mkdtempSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {judgeHostKey, knownKeyTypes, type HostKeyOwner} from '../../src/trust/judge-host-key.js'
import {linesForSsh} from '../../src/trust/lines-for-ssh.js'
import {hostKeyName} from '../../src/trust/names.js'
import {KnownHosts} from '../../src/trust/known-hosts.js'
import type {KnownHostsFile} from '../../src/trust/read-known-hosts.js'
import {chanceOf} from '../../../../test/support/random.js'
import {rounds} from '../../../../test/support/rounds.js'
import {startSshd, type Sshd} from '../../../../test/support/sshd.js'
import {fill, makeKeys, randomLine, type Keys} from './lines.js'

interface Row {
  readonly town?: string
  readonly user: string
  readonly system?: string
  readonly host?: string
  readonly port?: number
  readonly alias?: string
}

/** SHOWN is the key that sshd has; the others are someone else's. What a real ssh says is right. */
const table: readonly Row[] = [
  {user: ''},
  {user: 'a.example SHOWN'},
  {user: 'a.example OTHER'},
  {user: 'b.example SHOWN'},
  {user: 'b.example OTHER'},
  {user: 'a.example RSA'},
  {user: 'a.example RSA\na.example ECDSA'},
  {user: 'a.example OTHER\na.example SHOWN'},
  {user: 'a.example SHOWN\na.example OTHER'},
  {user: 'a.example RSA\na.example SHOWN'},
  {user: 'a.example OTHER', system: 'a.example SHOWN'},
  {user: 'a.example SHOWN', system: 'a.example OTHER'},
  {user: '', system: 'a.example SHOWN'},
  {user: '', system: 'a.example OTHER'},
  {user: '@revoked a.example SHOWN'},
  {user: '@revoked * SHOWN'},
  {user: '@revoked a.example OTHER'},
  {user: 'a.example SHOWN\n@revoked a.example SHOWN'},
  {user: '@revoked a.example SHOWN\na.example SHOWN'},
  {user: 'a.example OTHER\n@revoked a.example SHOWN'},
  {user: 'a.example SHOWN', system: '@revoked * SHOWN'},
  {user: '@revoked * SHOWN', system: 'a.example SHOWN'},
  {user: 'a.example SHOWN\n@revoked b.example SHOWN'},
  {user: 'a.example SHOWN\n@revoked *,!a.example SHOWN'},
  {user: '@cert-authority a.example SHOWN'},
  {user: '@cert-authority a.example OTHER'},
  {user: '@cert-authority * OTHER\na.example SHOWN'},
  {user: '@cert-authority * OTHER\na.example RSA'},
  {user: '@nobody a.example SHOWN'},
  {user: '@revoked @revoked a.example SHOWN\na.example SHOWN'},
  {user: 'a.example SHOWN\nbroken\n# comment'},
  {user: 'a.example SHOWN\r\n'},
  {user: '*.example SHOWN'},
  {user: '*.example,!a.example SHOWN'},
  {user: '!a.example,* OTHER\n*.example SHOWN'},
  {user: 'A.EXAMPLE SHOWN', host: 'A.Example'},
  {user: '#a.example# SHOWN'},
  {user: '#a.example# OTHER'},
  {user: '#b.example# SHOWN'},
  {user: '#a.example# SHOWN', host: 'A.EXAMPLE'},
  {user: '[a.example]:2222 SHOWN', port: 2222},
  {user: '[a.example]:2222 OTHER', port: 2222},
  {user: '[a.example]:2222 SHOWN'},
  {user: '[a.example]:2223 SHOWN', port: 2222},
  {user: '[*.example]:* SHOWN', port: 2222},
  {user: '#[a.example]:2222# SHOWN', port: 2222},
  {user: 'a.example SHOWN', port: 2222},
  {user: '#a.example# SHOWN', port: 2222},
  {user: 'a.example OTHER', port: 2222},
  {user: 'a.example RSA', port: 2222},
  {user: '[a.example]:2222 OTHER\na.example SHOWN', port: 2222},
  {user: '[a.example]:2222 SHOWN\na.example OTHER', port: 2222},
  {user: '[a.example]:2222 RSA\na.example SHOWN', port: 2222},
  {user: '@revoked [a.example]:2222 SHOWN\na.example SHOWN', port: 2222},
  {user: 'a.example SHOWN\n@revoked a.example SHOWN', port: 2222},
  {user: '@cert-authority [a.example]:2222 OTHER\na.example SHOWN', port: 2222},
  {user: '* SHOWN', port: 2222},
  {user: 'west SHOWN', alias: 'west'},
  {user: 'west SHOWN', alias: 'WEST'},
  {user: 'west OTHER\na.example SHOWN', alias: 'west'},
  {user: 'a.example SHOWN', alias: 'west'},
  {user: 'west SHOWN', alias: 'west', port: 2222},
  {user: '[west]:2222 SHOWN', alias: 'west', port: 2222},
  {user: 'a.example SHOWN\n[a.example]:2222 SHOWN', alias: 'west', port: 2222},
  {user: '#west# SHOWN', alias: 'West'},
]

/** Each starts two processes and shakes hands. */
const [byChance, givenByChance] = [rounds(8, 40), rounds(16, 24)]

describe('judgeHostKey', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gt-judge-')))
  let sshd: Sshd
  let keys: Keys
  before(async () => {
    sshd = await startSshd()
    keys = makeKeys(folder, {SHOWN: `${sshd.hostKeyFiles[0]}.pub`})
  })
  after(async () => {
    await sshd.stop()
    rmSync(folder, {recursive: true, force: true})
  })

  it(`decides as a real ssh does against a real sshd, in ${table.length} cases`, async function () {
    this.timeout(180_000)
    const right = await asked(table, sshd, keys, folder)
    expect(table.map((row) => ({...row, verdict: judged(row, keys)}))).to.deep.equal(right)
    expect(new Set(right.map(({verdict}) => verdict)).size).to.equal(4)
  })

  it(`decides as ssh does in ${byChance} cases that chance made`, async function () {
    this.timeout(180_000)
    const chance = chanceOf(4)
    const lines = (): string => Array.from({length: 1 + chance.below(3)}, () => randomLine(chance)).join('\n')
    const rows = Array.from({length: byChance}, (): Row => {
      const row = {user: lines(), system: lines(), host: chance.pick(['a.example', 'b.example', '10.0.0.1'])}
      return chance.below(2) === 0 ? row : {...row, port: 2222}
    })
    const right = await asked(rows, sshd, keys, folder)
    const ours = rows.map((row) => ({...row, verdict: judged(row, keys)}))
    const differ = ours.filter(({verdict}, index) => verdict !== right[index]?.verdict)
    // Where gt is stricter: see the test of revoked keys below.
    expect(differ.filter(({verdict, port}) => !(verdict === 'revoked' && port === 2222))).to.deep.equal([])
    expect(differ.length).to.be.lessThan(5)
    expect(new Set(right.map(({verdict}) => verdict)).size).to.equal(4)
  })

  it(`ssh decides alike of the lines it is given, in ${givenByChance} cases that chance made`, async function () {
    this.timeout(180_000)
    const chance = chanceOf(5)
    const lines = (): string => Array.from({length: chance.below(4)}, () => randomLine(chance)).join('\n')
    const rows = Array.from({length: givenByChance}, (): Row => {
      const row = {user: lines(), system: lines(), town: lines(), host: chance.pick(['a.example', 'b.example'])}
      return chance.below(2) === 0 ? row : {...row, port: 2222}
    })
    const given = rows.map((row): Row => ({...row, user: linesForSsh(ownerOf(row), filesOf(row, keys)), system: ''}))
    const right = await asked(given, sshd, keys, folder)
    expect(rows.map((row) => judged(row, keys))).to.deep.equal(right.map(({verdict}) => verdict))
    expect(new Set(right.map(({verdict}) => verdict)).size).to.equal(4)
  })

  it("goes by the town's file alone where that has keys for the name, but for what others revoke", () => {
    const town = 'a.example OTHER'
    expect(judged({town, user: 'a.example SHOWN'}, keys)).to.equal('changed')
    expect(judged({town, user: 'a.example SHOWN', port: 2222}, keys)).to.equal('unknown')
    expect(judged({town: 'a.example OTHER', user: '[a.example]:2222 SHOWN', port: 2222}, keys)).to.equal('trusted')
    expect(judged({town: '[a.example]:2222 OTHER', user: '[a.example]:2222 SHOWN', port: 2222}, keys)).to.equal(
      'changed',
    )
    expect(judged({town: 'b.example OTHER', user: 'a.example SHOWN'}, keys)).to.equal('trusted')
    expect(judged({town: '@revoked * OTHER', user: 'a.example SHOWN'}, keys)).to.equal('trusted')
    expect(judged({town: 'a.example SHOWN', user: 'a.example OTHER'}, keys)).to.equal('trusted')
    expect(judged({town: 'a.example SHOWN', user: '@revoked * SHOWN'}, keys)).to.equal('revoked')
    const files = filesOf({town: 'a.example RSA', user: '@cert-authority * OTHER\na.example ECDSA'}, keys)
    expect(knownKeyTypes({name: 'a.example'}, files)).to.deep.equal(['ssh-rsa'])
  })

  it('refuses a key that is revoked for the host at whichever port', () => {
    expect(judged({user: '@revoked a.example SHOWN', port: 2222}, keys)).to.equal('revoked')
    expect(judged({user: '[a.example]:2222 SHOWN\n@revoked a.example SHOWN', port: 2222}, keys)).to.equal('revoked')
  })

  it('trusts nothing while a file cannot be read, and still says what is revoked', () => {
    const [, file] = filesOf({user: 'a.example SHOWN'}, keys)
    const error = new Error('unreadable') as never
    const broken = {path: '/b', hosts: new KnownHosts(''), error}
    const question = {name: 'a.example', key: keys['SHOWN']!}
    expect(judgeHostKey(question, [file!, broken]).verdict).to.equal('unreadable')
    expect(judgeHostKey(question, [file!, broken]).errors).to.deep.equal([error])
    const [, revoked] = filesOf({user: '@revoked * SHOWN'}, keys)
    expect(judgeHostKey(question, [broken, revoked!]).verdict).to.equal('revoked')
  })

  it('says which keys are trusted instead, and where', () => {
    const files = filesOf({user: '# first\na.example OTHER', system: '*.example RSA'}, keys)
    const {verdict, trusted, places, types} = judgeHostKey({name: 'a.example', key: keys['SHOWN']!}, files)
    expect({verdict, places, types}).to.deep.equal({
      verdict: 'changed',
      places: ['user:2', 'system:1'],
      types: ['ssh-ed25519', 'ssh-rsa'],
    })
    expect(trusted).to.have.length(2)
    expect(trusted[0]).to.match(/^SHA256:[A-Za-z0-9+/]{43}$/)
  })

  it('knows the types to ask for: not those that are revoked, authorities as certificates', () => {
    const types = (user: string, port?: number): string[] =>
      knownKeyTypes({name: hostKeyName('a.example', port)}, filesOf({user}, keys))
    expect(types('a.example RSA\na.example ECDSA')).to.deep.equal(['ssh-rsa', 'ecdsa-sha2-nistp256'])
    expect(types('a.example RSA\n@revoked * RSA')).to.deep.equal([])
    expect(types('@cert-authority *.example OTHER')).to.deep.equal(['ssh-ed25519-cert-v01@openssh.com'])
    expect(types('a.example RSA\n[a.example]:2222 ECDSA', 2222)).to.deep.equal(['ecdsa-sha2-nistp256'])
    expect(types('a.example RSA', 2222)).to.deep.equal(['ssh-rsa'])
  })
})

function judged(row: Row, keys: Keys): string {
  return judgeHostKey({...ownerOf(row), key: keys['SHOWN']!}, filesOf(row, keys)).verdict
}

function ownerOf({host = 'a.example', port, alias}: Row): HostKeyOwner {
  return {name: hostKeyName(host, port), alias}
}

function filesOf({town = '', user, system = ''}: Row, keys: Keys): KnownHostsFile[] {
  return Object.entries({town, user, system}).map(([path, text]) => ({
    path,
    isTowns: path === 'town',
    hosts: new KnownHosts(fill(text, keys)),
  }))
}

/** Four at a time: each costs two processes and a handshake. */
async function asked(
  rows: readonly Row[],
  sshd: Sshd,
  keys: Keys,
  folder: string,
): Promise<(Row & {verdict: string})[]> {
  const verdicts: string[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    for (let at = next++; at < rows.length; at = next++) {
      verdicts[at] = await realSsh(rows[at]!, sshd, keys, join(folder, `row-${at}`))
    }
  }
  await Promise.all([worker(), worker(), worker(), worker()])
  return rows.map((row, index) => ({...row, verdict: verdicts[index]!}))
}

/** What ssh makes of sshd's key under that name; whether it may log in does not matter. */
async function realSsh(row: Row, sshd: Sshd, keys: Keys, file: string): Promise<string> {
  const {user, system = '', host = 'a.example', port = 22, alias} = row
  writeFileSync(`${file}.user`, fill(user, keys))
  writeFileSync(`${file}.system`, fill(system, keys))
  const tunnel = `exec 3<>/dev/tcp/${sshd.host}/${sshd.port}; cat <&0 >&3 & exec cat <&3`
  const settings = [
    'BatchMode=yes',
    'StrictHostKeyChecking=yes',
    'UpdateHostKeys=no',
    'PubkeyAuthentication=no',
    'HostKeyAlgorithms=ssh-ed25519',
    'KexAlgorithms=curve25519-sha256',
    `UserKnownHostsFile=${file}.user`,
    `GlobalKnownHostsFile=${file}.system`,
    // Not with Node, which takes longer to start than all the rest.
    `ProxyCommand=bash -c '${tunnel}'`,
    ...(alias === undefined ? [] : [`HostKeyAlias=${alias}`]),
  ]
  const argv = [
    '-F',
    '/dev/null',
    ...settings.flatMap((setting) => ['-o', setting]),
    '-p',
    String(port),
    '--',
    host,
    'true',
  ]
  const said = await new Promise<string>((resolve) =>
    execFile('ssh', argv, (_error, _stdout, stderr) => resolve(stderr)),
  )
  if (said.includes('REVOKED HOST KEY')) return 'revoked'
  if (said.includes('IDENTIFICATION HAS CHANGED')) return 'changed'
  if (/No \S+ host key is known/.test(said)) return 'unknown'
  if (said.includes('Permission denied')) return 'trusted'
  throw new Error(said)
}
