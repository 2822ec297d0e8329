import {isGtError, messageOf, type Connection} from '@gt-town/contract'
import {expect} from 'chai'
import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {skipBecause} from '../../../test/e2e/skip-because.js'
import {few} from '../../../test/support/rounds.js'
import {startTcpProxy} from '../../../test/support/tcp-proxy.js'
import {busyboxToolbox, coreutilsToolbox, makeToolbox, type Toolbox} from '../../../test/support/toolbox.js'
import {connect, makePlace, makeRoot, type Place} from './ssh-subject.js'

async function withMachine(
  makeBox: () => Toolbox,
  options: Parameters<typeof makePlace>[0],
  work: (connection: Connection, root: string, place: Place) => Promise<void>,
): Promise<void> {
  const toolbox = makeBox()
  const place = await makePlace({...options, path: toolbox.path})
  const {root, remove} = makeRoot(place)
  const connection = connect(place)
  try {
    await work(connection, root, place)
  } finally {
    await connection[Symbol.asyncDispose]()
    remove()
    await place.dispose()
    toolbox.remove()
  }
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => error,
  )
}

const boxes: readonly [string, () => Toolbox][] = [
  ['busybox', busyboxToolbox],
  ['coreutils and dash', () => coreutilsToolbox('dash')],
  ['coreutils and bash', () => coreutilsToolbox('bash')],
]

for (const [name, makeBox] of boxes.slice(0, few ? 2 : 3)) {
  describe(`a machine with ${name} and no perl`, () => {
    it('carries every byte, and tells signals from exit codes', async () => {
      await withMachine(makeBox, {}, async (connection, root) => {
        const bytes = Buffer.from(Array.from({length: 20_000}, (_, index) => (index * 7 + (index >> 8)) % 256))
        await connection.writeFile(`${root}/it's "odd" \x01\x7f $x\n`, bytes)
        expect((await connection.readFile(`${root}/it's "odd" \x01\x7f $x\n`)).equals(bytes)).to.equal(true)
        const words = Array.from({length: 255}, (_, index) => String.fromCharCode(index + 1)).join('')
        const printed = await connection.execute(['printf', '%s', words], {effect: 'read', env: {'odd.name': words}})
        expect(printed.stdout.toString()).to.equal(words)
        const {stdout} = await connection.execute(['env'], {effect: 'read', env: {'odd.name': 'x y', HOME: undefined}})
        expect(stdout.toString().split('\n')).to.include('odd.name=x y')
        expect(stdout.toString()).not.to.match(/^(?:HOME|gt_\w+|LC_ALL)=/m)
        for (const [script, code, signal] of [
          ['exit 137', 137, null],
          ['exit 143', 143, null],
          ['kill -KILL $$', null, 'SIGKILL'],
          ['kill -SEGV $$', null, 'SIGSEGV'],
        ] as const) {
          const end = await connection.execute(['sh', '-c', script], {effect: 'read'})
          expect([end.code, end.signal], script).to.deep.equal([code, signal])
        }
      })
    })

    it('reads what says that its size is 0, and no device', async () => {
      await withMachine(makeBox, {}, async (connection, root) => {
        await connection.writeFile(`${root}/empty`, '')
        await connection.writeFile(`${root}/full`, 'x')
        const paths = ['/proc/self/status', `${root}/empty`, '/dev/zero', `${root}/full`]
        const outcomes = await connection.inspect(paths.map((path) => ({op: 'read', path}) as const))
        const told = outcomes.map((outcome) => (outcome.ok ? outcome.value.toString() : outcome.error.code))
        expect(told[0]).to.match(/^Name:/)
        expect(told.slice(1)).to.deep.equal(['', 'GT_NOT_A_FILE', 'x'])
        const small = await connection.inspect(paths.map((path) => ({op: 'read', path, maxBytes: 0}) as const))
        expect(small.map((outcome) => outcome.ok || outcome.error.code)).to.deep.equal([
          'GT_TOO_LARGE',
          true,
          'GT_NOT_A_FILE',
          'GT_TOO_LARGE',
        ])
      })
    })

    it('reverts what the system cut short, and leaves nothing beside it', async function () {
      if (process.getuid?.() !== 0) skipBecause(this, 'only root can make accounts with other login shells')
      await withMachine(makeBox, {shell: '/bin/bash'}, async (connection, root, place) => {
        await connection.writeFile(`${root}/log`, 'one\n')
        await connection[Symbol.asyncDispose]()
        // Files of two blocks of 1024 bytes at most, and no signal for what is more.
        writeFileSync(join(place.sshd.home, '.bashrc'), "ulimit -f 2; trap '' XFSZ\n")
        const cramped = connect(place)
        try {
          for (const attempt of [
            async () => cramped.appendFile(`${root}/log`, 'x'.repeat(5000)),
            async () => cramped.writeFile(`${root}/log`, 'x'.repeat(5000)),
            async () => cramped.writeFile(`${root}/new`, 'x'.repeat(5000)),
          ]) {
            expect(isGtError(await thrownBy(attempt()), 'GT_NO_SPACE')).to.equal(true)
          }
          expect(readFileSync(`${root}/log`, 'utf8')).to.equal('one\n')
          expect(readdirSync(root)).to.deep.equal(['log'])
          await cramped.appendFile(`${root}/log`, 'x'.repeat(500))
          expect(statSync(`${root}/log`).size).to.equal(504)
        } finally {
          await cramped[Symbol.asyncDispose]()
        }
      })
    })
  })
}

describe('a machine without perl', () => {
  it('works where sshd allows one session for a connection, whatever goes on at once', async () => {
    await withMachine(busyboxToolbox, {config: ['MaxSessions 1']}, async (connection, root) => {
      const running = connection.execute(['sleep', '1'], {effect: 'read'})
      await connection.withLock(`${root}/file`, async () => {
        await connection.writeFile(`${root}/file`, 'x')
        const all = Array.from({length: 16}, async (_, index) =>
          connection.execute(['echo', `${index}`], {effect: 'read'}),
        )
        expect((await Promise.all(all)).map(({stdout}) => Number(stdout.toString()))).to.deep.equal([...all.keys()])
      })
      expect((await running).code).to.equal(0)
    })
  })

  it('looks at a thousand files in one round trip', async () => {
    await withMachine(busyboxToolbox, {}, async (_direct, root, place) => {
      const proxy = await startTcpProxy(place.sshd)
      const connection = connect(place, {port: proxy.port, hostKeyAlias: `[${place.sshd.host}]:${place.sshd.port}`})
      try {
        await connection.writeFile(`${root}/file`, 'x')
        proxy.delay(300)
        const started = performance.now()
        const requests = Array.from({length: 1000}, () => ({op: 'read', path: `${root}/file`}) as const)
        expect((await connection.inspect(requests)).every(({ok}) => ok)).to.equal(true)
        expect(performance.now() - started).to.be.within(550, 5600)
      } finally {
        proxy.delay(0)
        await connection[Symbol.asyncDispose]()
        await proxy.close()
      }
    })
  })

  it('leaves nothing behind when the connection is closed', async function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'only root can make an account that nobody else uses')
    await withMachine(busyboxToolbox, {}, async (connection, root, place) => {
      const argv = ['sh', '-c', 'trap "" TERM; echo $$ > "$1"; while :; do sleep 1; done', 'sh', `${root}/pid`]
      const running = thrownBy(connection.execute(argv, {effect: 'read'}))
      while (!existsSync(`${root}/pid`)) await new Promise((resolve) => setTimeout(resolve, 20))
      await connection[Symbol.asyncDispose]()
      expect(isGtError(await running, 'GT_CONNECTION_LOST')).to.equal(true)
      // The mocha timeout is the limit: machines are slow.
      while (runningOf(place.uid).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
    })
  })

  it('says which programs are missing besides', async () => {
    await withMachine(
      () => makeToolbox(['sh', 'flock', 'head', 'cat']),
      {},
      async (connection) => {
        const error = await thrownBy(connection.stat('/'))
        expect(isGtError(error, 'GT_REMOTE_LACKS')).to.equal(true)
        expect(messageOf(error)).to.match(
          /^west: perl is missing there, and so is .*: chmod, chown, .*, sync, tail, tr, truncate$/,
        )
      },
    )
  })
})

/** Processes of an account that run; a zombie does not. */
function runningOf(uid: number): string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      return new RegExp(`^Uid:\\s+${uid}\\s`, 'm').test(status) && !/^State:\s+Z/m.test(status)
    } catch {
      // It ended between the two looks.
      return false
    }
  })
}
