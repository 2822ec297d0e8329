import {expect} from 'chai'
import {execFileSync, spawnSync} from 'node:child_process'
import {mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {fingerprint} from '../../src/trust/host-key.js'
import {hostKeyName, namesMatch} from '../../src/trust/names.js'
import {KnownHosts} from '../../src/trust/known-hosts.js'
import {parseKnownHosts} from '../../src/trust/parse-known-hosts.js'
import {chanceOf} from '../../../../test/support/random.js'
import {fill, makeKeys, randomLine, type Keys} from './lines.js'

/** Each row: the lines of a file, and the name to find. ssh-keygen says what is right. */
const table: readonly (readonly [string, string])[] = [
  ['a.example OTHER', 'a.example'],
  ['a.example OTHER', 'b.example'],
  ['a.example OTHER', 'A.EXAMPLE'],
  ['A.EXAMPLE OTHER', 'a.example'],
  ['b.example,a.example OTHER', 'a.example'],
  ['a.example,,b.example OTHER', 'b.example'],
  [',a.example, OTHER', 'a.example'],
  ['*.example OTHER', 'a.example'],
  ['*.example OTHER', 'example'],
  ['*.example OTHER', '.example'],
  ['?.example OTHER', 'a.example'],
  ['?.example OTHER', 'aa.example'],
  ['**a*e OTHER', 'a.example'],
  ['*a*b*c*?* OTHER', 'xxaxxbxxcx'],
  ['*a*b*c*?* OTHER', 'xxaxxbxxc'],
  ['* OTHER', 'a.example'],
  ['!a.example,* OTHER', 'a.example'],
  ['*,!a.example OTHER', 'a.example'],
  ['*,!a.example OTHER', 'b.example'],
  ['!a.example OTHER', 'b.example'],
  ['!!a.example OTHER', '!a.example'],
  ['!A.*,*.example OTHER', 'a.example'],
  ['[a.example]:2222 OTHER', 'a.example'],
  ['[a.example]:2222 OTHER', '[a.example]:2222'],
  ['[a.example]:* OTHER', '[a.example]:2222'],
  ['*.example* OTHER', '[a.example]:2222'],
  ['[::1]:2222,::1 RSA', '[::1]:2222'],
  ['#a.example# OTHER', 'a.example'],
  ['#a.example# OTHER', 'b.example'],
  ['#[a.example]:2222# OTHER', '[a.example]:2222'],
  ['#[a.example]:2222# OTHER', 'a.example'],
  ['#a.example#,b.example OTHER', 'b.example'],
  ['b.example,#a.example# OTHER', 'a.example'],
  ['|1|c2hvcnQ=|c2hvcnQ= OTHER', 'a.example'],
  ['|2|abc OTHER', 'a.example'],
  ['@revoked a.example OTHER', 'a.example'],
  ['@revoked * OTHER', 'a.example'],
  ['@cert-authority *.example RSA', 'a.example'],
  ['@cert-authority  \t *.example RSA', 'a.example'],
  ['@revoked @cert-authority a.example OTHER', 'a.example'],
  ['@revoked @revoked a.example OTHER', 'a.example'],
  ['@Revoked a.example OTHER', 'a.example'],
  ['@ a.example OTHER', 'a.example'],
  ['@nobody a.example OTHER', 'a.example'],
  ['@revoked', 'a.example'],
  ['  a.example  \t OTHER', 'a.example'],
  ['\ta.example\tOTHER\tcomment here', 'a.example'],
  ['#a.example OTHER\n  # a.example RSA\n\na.example ECDSA', 'a.example'],
  ['a.example OTHER\r\na.example RSA\r\n', 'a.example'],
  ['a.example OTHER # comment', 'a.example'],
  ['a.example', 'a.example'],
  ['a.example ssh-ed25519', 'a.example'],
  ['a.example ssh-ed25519 #AAAA', 'a.example'],
  ['a.example # ssh-ed25519', 'a.example'],
  ['a.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIA==', 'a.example'],
  ['a.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHe', 'a.example'],
  ['a.example ssh-ed25519 not-base64!', 'a.example'],
  ['a.example ssh-ed25519 {other}junk', 'a.example'],
  ['a.example OTHER=', 'a.example'],
  ['a.example ED25519 {other}', 'a.example'],
  ['a.example ssh-rsa {other}', 'a.example'],
  ['a.example rsa-sha2-256 {rsa}', 'a.example'],
  ['a.example rsa-sha2-512 {rsa}', 'a.example'],
  ['a.example rsa-sha2-512 {other}', 'a.example'],
  ['a.example ecdsa-sha2-nistp384 {ecdsa}', 'a.example'],
  ['a.example rsa {rsa}', 'a.example'],
  ['a.example 2048 35 123456789', 'a.example'],
  ['a.example OTHER\nbroken\na.example RSA', 'a.example'],
  ['"a.example" OTHER', 'a.example'],
  ['m\u00fcnchen.example OTHER', 'm\u00fcnchen.example'],
  ['m?nchen.example OTHER', 'm\u00fcnchen.example'],
  ['m??nchen.example OTHER', 'm\u00fcnchen.example'],
]

describe('parseKnownHosts', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gt-known-hosts-')))
  let keys: Keys
  before(() => void (keys = makeKeys(folder)))
  after(() => rmSync(folder, {recursive: true, force: true}))

  for (const [text, name] of table) {
    it(`finds ${JSON.stringify(name)} as ssh-keygen does in ${JSON.stringify(text)}`, () => {
      const filled = fill(withBase64(text, keys), keys)
      expect(found(filled, name)).to.deep.equal(oracle(folder, filled, name))
    })
  }

  it('finds what ssh-keygen finds among 1200 lines that chance made', () => {
    const chance = chanceOf(20_261)
    let hits = 0
    for (let round = 0; round < 3; round++) {
      const lines = Array.from({length: 400}, () => randomLine(chance))
      const text = fill(lines.join('\n'), {...keys, SHOWN: keys['OTHER']!})
      for (const name of ['a.example', 'b.example', '10.0.0.1', '[a.example]:2222', '[10.0.0.1]:2222']) {
        const right = oracle(folder, text, name)
        expect(found(text, name)).to.deep.equal(right)
        hits += right.length
      }
    }
    expect(hits).to.be.greaterThan(1000)
  })

  it('counts the lines it passes over', () => {
    const text = fill('# comment\n\na.example OTHER\nbroken\n@nobody a.example RSA\n|1|x|y RSA\n\r\n', keys)
    const {entries, broken} = parseKnownHosts(text)
    expect([entries.length, broken]).to.deep.equal([1, 3])
  })

  it('heeds a mark that a tab ends, which ssh passes over', () => {
    const [entry] = parseKnownHosts(fill('@revoked\ta.example OTHER', keys)).entries
    expect(entry?.marker).to.equal('revoked')
  })

  it('matches a hostile pattern in no time to speak of', function () {
    this.timeout(5000)
    expect(namesMatch('*a'.repeat(500), `${'a'.repeat(250)}b`)).to.equal(false)
  })

  it('names a machine with its port, unless that is 22', () => {
    const named = [hostKeyName('West.Example'), hostKeyName('::1', 2222), hostKeyName('west', 22)]
    expect(named).to.deep.equal(['west.example', '[::1]:2222', 'west'])
  })

  it('prints the fingerprints of ssh-keygen', () => {
    for (const name of ['OTHER', 'RSA', 'ECDSA']) {
      const printed = execFileSync('ssh-keygen', ['-l', '-f', join(folder, `${name}.pub`)], {encoding: 'utf8'})
      expect(fingerprint(keys[name]!)).to.equal(printed.split(' ')[1])
    }
  })
})

/** Line, mark and key of each entry of that name, as text that can be compared. */
function found(text: string, name: string): string[] {
  const bytes = Buffer.from(text).toString('latin1')
  const all = parseKnownHosts(bytes).entries.filter(({names}) => namesMatch(names, name))
  // What reads only the lines that count finds the same.
  expect(new KnownHosts(bytes).matching(name)).to.deep.equal(all)
  return all.map(({line, marker, key}) => `${line} ${marker} ${fingerprint(key)}`)
}

function oracle(folder: string, text: string, name: string): string[] {
  const file = join(folder, 'known_hosts')
  writeFileSync(file, text)
  // It looks for the name as it is given; ssh puts it in lower case first.
  const {stdout, stderr} = spawnSync('ssh-keygen', ['-l', '-F', name.toLowerCase(), '-f', file], {encoding: 'utf8'})
  if (readFileSync(file, 'utf8') !== text || stderr.includes('usage')) throw new Error(stderr)
  const marks: Record<string, string> = {'': 'none', CA: 'authority', REVOKED: 'revoked'}
  return [...stdout.matchAll(/^# Host .* found: line (\d+) (\S*)\n.*?(SHA256:\S+)/gm)].map(
    ([, line, mark = '', print]) => `${line} ${marks[mark]} ${print}`,
  )
}

/** `{other}` becomes the base64 of that key. */
function withBase64(text: string, keys: Keys): string {
  return text.replaceAll(/\{(\w+)\}/g, (_whole, name: string) => keys[name.toUpperCase()]!.blob.toString('base64'))
}
