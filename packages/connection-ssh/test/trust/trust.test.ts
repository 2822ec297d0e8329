import {expect} from 'chai'
import {execFileSync, spawn} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {isGtError, type GtError} from '@gt-town/contract'
import {LocalConnection} from '@gt-town/connection-local'
import {fingerprint, type HostKey} from '../../src/trust/host-key.js'
import {judgeHostKey} from '../../src/trust/judge-host-key.js'
import {parseKnownHosts} from '../../src/trust/parse-known-hosts.js'
import {readKnownHosts} from '../../src/trust/read-known-hosts.js'
import {addTrusted, replaceTrusted, trustLine} from '../../src/trust/trust.js'
import {compiled} from '../../../../test/support/compiled.js'
import {fill, makeKeys, type Keys} from './lines.js'

const connection = new LocalConnection()

describe('trusted keys of a town', () => {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'gt-trust-')))
  const file = join(folder, 'known_hosts')
  let keys: Keys
  let key: HostKey
  const lines = (text: string): string => fill(text, {...keys, SHOWN: key})
  before(() => {
    keys = makeKeys(folder)
    key = keys['OTHER']!
  })
  beforeEach(() => rmSync(file, {force: true}))
  after(() => rmSync(folder, {recursive: true, force: true}))

  describe('addTrusted', () => {
    it('makes the file for its owner alone, and ssh-keygen finds the key', async () => {
      expect(await addTrusted(connection, file, '[west.example]:2222', key)).to.equal(true)
      expect(statSync(file).mode & 0o777).to.equal(0o600)
      const found = execFileSync('ssh-keygen', ['-l', '-F', '[west.example]:2222', '-f', file], {encoding: 'utf8'})
      expect(found).to.include(fingerprint(key))
    })

    it('adds at the end and leaves every other byte, also where they are not UTF-8 and the last line has no end', async () => {
      const before = Buffer.concat([
        Buffer.from('# caf\xe9\n\nbroken\r\n', 'latin1'),
        Buffer.from(lines('b.example RSA')),
      ])
      writeFileSync(file, before, {mode: 0o640})
      await addTrusted(connection, file, 'a.example', key)
      expect(readFileSync(file)).to.deep.equal(Buffer.concat([before, Buffer.from(lines('\na.example SHOWN\n'))]))
      expect(statSync(file).mode & 0o777).to.equal(0o640)
    })

    it('adds no key twice', async () => {
      await addTrusted(connection, file, 'a.example', key)
      expect(await addTrusted(connection, file, 'a.example', key)).to.equal(false)
      expect(readFileSync(file, 'utf8')).to.equal(lines('a.example SHOWN\n'))
    })

    it('adds no second key to a name: somebody was quicker', async () => {
      writeFileSync(file, lines('a.example RSA\n'))
      const error = await thrown(addTrusted(connection, file, 'a.example', key))
      expect(isGtError(error, 'GT_HOST_KEY_CHANGED')).to.equal(true)
      expect(error).to.have.deep.property('trusted', [fingerprint(keys['RSA']!)])
      expect(readFileSync(file, 'utf8')).to.equal(lines('a.example RSA\n'))
    })

    it('does not say that a revoked key is trusted now', async () => {
      writeFileSync(file, lines('@revoked * SHOWN\n'))
      expect((await thrown(addTrusted(connection, file, 'a.example', key))).code).to.equal('GT_HOST_KEY_REVOKED')
      expect((await thrown(replaceTrusted(connection, file, 'a.example', key))).code).to.equal('GT_HOST_KEY_REVOKED')
    })

    it('refuses a name that would mean other machines too', async () => {
      for (const name of ['*', 'a.example,b.example', '!a', 'a b', '|1|x', '@revoked', '#a', 'a\nb', '', '?']) {
        expect((await thrown(addTrusted(connection, file, name, key))).code, name).to.equal('GT_HOST_INVALID')
      }
      expect(existsSync(file)).to.equal(false)
    })

    it('loses none of 32 that come at once from four processes', async function () {
      this.timeout(60_000)
      const workers = ['a', 'b', 'c', 'd'].map((worker) =>
        spawn(process.execPath, [writer, file, worker, key.blob.toString('base64')], {
          stdio: ['ignore', 'ignore', 'inherit'],
        }),
      )
      const codes = await Promise.all(workers.map(async (child) => ((await once(child, 'exit')) as [number])[0]))
      expect(codes).to.deep.equal([0, 0, 0, 0])
      const {entries, broken} = parseKnownHosts(readFileSync(file, 'latin1'))
      expect(new Set(entries.map(({names}) => names)).size).to.equal(32)
      expect(broken).to.equal(0)
    })
  })

  describe('replaceTrusted', () => {
    it('trusts this key alone for the name, whatever stood there and however', async () => {
      writeFileSync(
        file,
        lines(
          [
            '# kept',
            'a.example RSA old',
            '#a.example# ECDSA',
            'A.Example,b.example RSA\tcomment, kept',
            '  b.example,a.example,!c.example RSA\r',
            'a.example,!c.example ECDSA',
            '*.example RSA',
            '@revoked a.example RSA',
            '@cert-authority a.example RSA',
            '[a.example]:2222 RSA',
            '#b.example# RSA',
            'broken a.example',
            '',
          ].join('\n'),
        ),
      )
      const removed = await replaceTrusted(connection, file, 'a.example', key)
      expect(readFileSync(file, 'utf8')).to.equal(
        lines(
          [
            '# kept',
            'b.example RSA\tcomment, kept',
            '  b.example,!c.example RSA\r',
            '*.example,!a.example RSA',
            '@revoked a.example RSA',
            '@cert-authority a.example RSA',
            '[a.example]:2222 RSA',
            '#b.example# RSA',
            'broken a.example',
            'a.example SHOWN',
            '',
          ].join('\n'),
        ),
      )
      expect(removed.sort()).to.deep.equal([fingerprint(keys['RSA']!), fingerprint(keys['ECDSA']!)].sort())
      const judgement = judgeHostKey(
        {name: 'a.example', key},
        await readKnownHosts(connection, {town: undefined, others: [file]}),
      )
      expect(judgement.verdict).to.equal('trusted')
    })

    it('changes nothing where this key alone is trusted already', async () => {
      writeFileSync(file, lines('a.example,b.example SHOWN comment'))
      expect(await replaceTrusted(connection, file, 'a.example', key)).to.deep.equal([])
      expect(readFileSync(file, 'utf8')).to.equal(lines('a.example,b.example SHOWN comment'))
    })

    it('adds to a file that is not there yet', async () => {
      expect(await replaceTrusted(connection, file, 'west', key)).to.deep.equal([])
      expect(readFileSync(file, 'utf8')).to.equal(trustLine('west', key))
    })
  })

  describe('readKnownHosts', () => {
    it('takes a missing file for an empty one, a folder or another thing for one that cannot be read', async () => {
      mkdirSync(join(folder, 'sub'), {recursive: true})
      writeFileSync(file, lines('a.example SHOWN\nbroken\n'))
      const paths = [file, join(folder, 'nothing'), join(folder, 'sub'), '/dev/null', 'none', '/dev/zero', file]
      const read = await readKnownHosts(connection, {town: undefined, others: paths})
      const lengths = read.map(({path, hosts, error}) => [path, hosts.matching('a.example').length, error?.code])
      expect(lengths).to.deep.equal([
        [file, 1, undefined],
        [join(folder, 'nothing'), 0, undefined],
        [join(folder, 'sub'), 0, 'GT_NOT_A_FILE'],
        ['/dev/zero', 0, 'GT_NOT_A_FILE'],
      ])
      expect(judgeHostKey({name: 'a.example', key}, read).verdict).to.equal('unreadable')
    })

    it('trusts nothing where permission is missing', async () => {
      writeFileSync(file, lines('a.example SHOWN\n'))
      const closed = join(folder, 'closed')
      writeFileSync(closed, '', {mode: 0})
      const read = await asNobody(folder, async () =>
        readKnownHosts(connection, {town: undefined, others: [file, closed]}),
      )
      expect(read.map(({error}) => error?.code)).to.deep.equal([undefined, 'GT_PERMISSION_DENIED'])
      expect(judgeHostKey({name: 'a.example', key}, read).verdict).to.equal('unreadable')
    })
  })
})

const writer = compiled(new URL('trust-writer.ts', import.meta.url))

async function thrown(work: Promise<unknown>): Promise<GtError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (isGtError(error)) return error
  throw new Error(`no GtError was thrown: ${String(error)}`)
}

/** Root obeys no modes. */
async function asNobody<T>(folder: string, work: () => Promise<T>): Promise<T> {
  if (process.getuid?.() !== 0) return work()
  execFileSync('chmod', ['755', folder])
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}
