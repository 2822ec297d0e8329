import {isGtError, messageOf, type Connection} from '@gt-town/contract'
import {expect} from 'chai'
import {existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {skipBecause} from '../../../test/e2e/skip-because.js'
import {LocalConnection} from '@gt-town/connection-local'
import {makeTransport} from '../src/transport/make-transport.js'
import {SshConnection} from '../src/ssh-connection.js'
import {few} from '../../../test/support/rounds.js'
import {busyboxToolbox} from '../../../test/support/toolbox.js'
import {targetOf} from './targets.js'
import {makePlace, makeRoot, type Place} from './ssh-subject.js'

const oddWords = ['$HOME', "'", '"', '\\', '!', 'a\nb', '*', '🐈', '%', '(x)', ';', '']

/** Everything that goes through the login shell: starting, and nothing else. */
async function worksOver(connection: Connection, root: string): Promise<void> {
  const {stdout} = await connection.execute(['printf', String.raw`%s\0`, ...oddWords], {effect: 'read'})
  expect(stdout.toString().split('\0').slice(0, -1)).to.deep.equal(oddWords)
  await connection.writeFile(`${root}/it's "odd" $x`, 'x')
  expect((await connection.listDir(root)).map(({name}) => name)).to.deep.equal([`it's "odd" $x`])
}

async function withPlace(
  options: Parameters<typeof makePlace>[0],
  work: (place: Place, root: string) => Promise<void>,
): Promise<void> {
  const place = await makePlace(options)
  const {root, remove} = makeRoot(place)
  try {
    await work(place, root)
  } finally {
    remove()
    await place.dispose()
  }
}

/** On a machine with perl, then on one without. */
async function withOrWithoutPerl(...[options, work]: Parameters<typeof withPlace>): Promise<void> {
  await withPlace(options, work)
  const toolbox = busyboxToolbox()
  try {
    await withPlace({...options, path: toolbox.path}, work)
  } finally {
    toolbox.remove()
  }
}

async function over(place: Place, startMs: number, work: (connection: SshConnection) => Promise<void>): Promise<void> {
  const target = targetOf(place.sshd, {user: place.user})
  const connection = new SshConnection(makeTransport(new LocalConnection(), target), {startMs})
  try {
    await work(connection)
  } finally {
    await connection[Symbol.asyncDispose]()
  }
}

async function thrownBy(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => expect.fail('it succeeded'),
    (error: unknown) => error,
  )
}

describe('SshConnection', function () {
  before(function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'only root can make accounts with other login shells')
  })

  for (const shell of ['/bin/sh', '/bin/bash', '/usr/bin/fish', '/bin/csh', '/usr/bin/zsh']) {
    it(`works where ${shell} is the login shell`, async function () {
      if (!existsSync(shell)) skipBecause(this, `${shell} is not installed`)
      // Without perl more is said to the login shell: once to one of POSIX, and to those that are not. Soak: to all.
      const places = few && ['/bin/bash', '/usr/bin/zsh'].includes(shell) ? withPlace : withOrWithoutPerl
      await places({shell}, async (place, root) => over(place, 30_000, async (to) => worksOver(to, root)))
    })
  }

  it('hears through what a startup file prints, and waits for one that sleeps', async () => {
    await withOrWithoutPerl({shell: '/bin/bash'}, async (place, root) => {
      const noise = 'for i in 1 2 3; do echo "welcome $i"; echo "grumble" >&2; done; sleep 1\n'
      writeFileSync(join(place.sshd.home, '.bashrc'), noise)
      await over(place, 30_000, async (to) => worksOver(to, root))
    })
  })

  it('gives up on a startup file that sleeps for ever, or never stops printing', async () => {
    await withPlace({shell: '/bin/bash'}, async (place) => {
      for (const [line, text] of [
        ['exec sleep 300', 'west: its login shell did not start within 1 s'],
        ['exec cat /dev/zero', 'west: its startup files print without end'],
      ] as const) {
        writeFileSync(join(place.sshd.home, '.bashrc'), `${line}\n`)
        const waitMs = line.includes('sleep') ? 1000 : 30_000
        await over(place, waitMs, async (to) => {
          expect(messageOf(await thrownBy(to.stat('/')))).to.equal(text)
        })
      }
    })
  })

  it('says what is missing where there is neither perl nor flock', async () => {
    await withPlace({shell: '/bin/bash'}, async (place) => {
      const bin = join(place.sshd.home, 'bin')
      mkdirSync(bin)
      symlinkSync('/bin/sh', join(bin, 'sh'))
      writeFileSync(join(place.sshd.home, '.bashrc'), `PATH=${bin}\n`)
      await over(place, 30_000, async (to) => {
        const error = await thrownBy(to.stat('/'))
        expect(isGtError(error, 'GT_REMOTE_LACKS') && `${error.message}: ${error.hint}`).to.equal(
          'west: neither perl nor flock is there: install perl or flock (package util-linux) on west',
        )
      })
    })
  })

  it('says what an account without a shell says', async () => {
    await withPlace({shell: '/usr/sbin/nologin'}, async (place) => {
      await over(place, 30_000, async (to) => {
        const error = await thrownBy(to.execute(['true'], {effect: 'read'}))
        expect(isGtError(error, 'GT_SSH_UNSUPPORTED')).to.equal(true)
        expect(messageOf(error)).to.match(/^west: its login shell runs no programs/)
      })
    })
  })

  it('needs one session and no sftp, whatever goes on at once', async () => {
    // Of the server's settings the first one counts.
    await withPlace({config: ['MaxSessions 1', 'Subsystem sftp /bin/false']}, async (place, root) => {
      await over(place, 30_000, async (to) => {
        const running = to.execute(['sleep', '1'], {effect: 'read'})
        await to.withLock(`${root}/file`, async () => worksInside(to, root))
        expect((await running).code).to.equal(0)
      })
    })
  })

  it('leaves nothing behind when it is closed', async () => {
    await withPlace({}, async (place, root) => {
      await over(place, 30_000, async (to) => {
        const argv = ['sh', '-c', 'echo $$ > "$1"; exec sleep 300', 'sh', `${root}/pid`]
        const running = thrownBy(to.execute(argv, {effect: 'read'}))
        while (!existsSync(`${root}/pid`)) await new Promise((resolve) => setTimeout(resolve, 20))
        const locked = thrownBy(
          to.withLock(`${root}/file`, async () => {
            await to.writeFile(`${root}/file`, 'x')
            await to[Symbol.asyncDispose]()
          }),
        )
        expect(isGtError(await locked, 'GT_LOCK_LOST')).to.equal(true)
        expect(isGtError(await running, 'GT_CONNECTION_LOST')).to.equal(true)
      })
      await allGone(place)
    })
  })

  it('leaves nothing behind, and no lock, where its program there is killed', async () => {
    await withPlace({}, async (place, root) => {
      await over(place, 30_000, async (to) => {
        const locked = to.withLock(`${root}/file`, async ({signal}) => {
          await to.writeFile(`${root}/file`, 'x')
          for (const pid of pidsOf(place)) if (isProgram(pid)) process.kill(Number(pid), 'SIGKILL')
          if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
        })
        expect(isGtError(await thrownBy(locked), 'GT_LOCK_LOST')).to.equal(true)
        expect(await to.withLock(`${root}/file`, async () => Promise.resolve('mine'))).to.equal('mine')
      })
      await allGone(place)
    })
  })
})

async function worksInside(to: Connection, root: string): Promise<void> {
  await to.writeFile(`${root}/file`, 'x')
  const results = await Promise.all(['a', 'b', 'c'].map(async (word) => to.execute(['echo', word], {effect: 'read'})))
  expect(results.map(({stdout}) => stdout.toString())).to.deep.equal(['a\n', 'b\n', 'c\n'])
}

const pidsOf = ({uid}: Place): string[] => readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isOf(pid, uid))

/** The one that started the others. */
function isProgram(pid: string): boolean {
  const parent = /^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? ''
  const nameOf = (of: string): string => readFileSync(`/proc/${of}/comm`, 'utf8').trim()
  return nameOf(pid) === 'perl' && nameOf(parent) !== 'perl'
}

async function allGone(place: Place): Promise<void> {
  // The mocha timeout is the limit: machines are slow.
  while (pidsOf(place).length > 0) await new Promise((resolve) => setTimeout(resolve, 20))
}

/** A process of this account that runs; a zombie does not. */
function isOf(pid: string, uid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8')
    return new RegExp(`^Uid:\\s+${uid}\\s`, 'm').test(status) && !/^State:\s+Z/m.test(status)
  } catch {
    // It ended between the two looks.
    return false
  }
}
