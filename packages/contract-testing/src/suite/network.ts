import assert from 'node:assert/strict'
import {ConnectionLostError, isGtError, LockError, messageOf, type Connection} from '@gt-town/contract'
import {isTemporaryName} from '@gt-town/connection'
import {pause} from '@gt-town/waiting'
import {
  defineSuite,
  describe,
  eventually,
  fails,
  isChosen,
  it,
  namesIn,
  onFresh,
  textOf,
  type Make,
  type Network,
  type Subject,
} from './case.js'
import {Together} from './together.js'

interface NetworkSuiteOptions {
  /** cuts at random places, of each of three seeds; default 8 */
  readonly rounds?: number
  /** cases that wait at the same time for what a link takes to be given up; default 1, as for subjects that share a link */
  readonly atOnce?: number
  /** as in `Capabilities`; of the seeds one */
  readonly few?: boolean
}

/** What a link that breaks must not do: pass for success, leave half a file, a program or a lock behind. */
export function networkSuite(make: Make, options: NetworkSuiteOptions = {}): void {
  defineSuite(options.few === true, () => definePromises(make, options))
}

function definePromises(make: Make, {rounds = 8, atOnce = 1, few = false}: NetworkSuiteOptions): void {
  const together = new Together<void>(atOnce)
  const mustOver = (title: string, body: (subject: Subject, network: Network) => Promise<void>): void => {
    if (!isChosen()) return
    const outcome = together.add(async () =>
      onFresh(make, async (subject) => {
        assert.ok(subject.network)
        await body(subject, subject.network)
      }),
    )
    it(`MUST ${title}`, outcome)
  }
  for (const how of ['cut', 'freeze'] as const) {
    describe(`a link that is ${how === 'cut' ? 'cut' : 'frozen'}`, () => {
      mustOver('be ConnectionLost for a program that runs, which ends', async ({connection, root}, network) => {
        const breaking = (): void => network[how]()
        const script = 'sleep 300 & echo $! > "$1"; echo $$ > "$2"; echo ready; wait'
        const argv = ['sh', '-c', script, 'sh', `${root}/a`, `${root}/b`]
        const running = connection.execute(argv, {effect: 'read', onStdout: breaking})
        assert.equal(await lost(running), true)
        await allGone(network.witness, [`${root}/a`, `${root}/b`])
      })
      mustOver('be ConnectionLost for everything under way, and no success', async ({connection, root}, network) => {
        await connection.stat(root)
        network[how]()
        const attempts = [
          connection.readFile(`${root}/file`),
          connection.listDir(root),
          connection.writeFile(`${root}/file`, 'x'),
          connection.execute(['true'], {effect: 'read'}),
          connection.withLock(`${root}/file`, async () => Promise.resolve()),
          connection.probe(),
        ]
        for (const attempt of attempts) await fails('GT_CONNECTION_LOST', attempt)
        assert.equal(connection.isHealthy(), false)
      })
      mustOver('take a lock with it, which is free again soon', async ({connection, root}, network) => {
        const path = `${root}/file`
        const held = connection.withLock(path, async ({signal}) => {
          network[how]()
          if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
        })
        const error = await held.catch((thrown: unknown) => thrown)
        assert.ok(isGtError(error, new LockError(path, 'lost').code), messageOf(error))
        assert.equal(await network.witness.withLock(path, async () => Promise.resolve(1)), 1)
      })
      mustOver('free a lock only when nothing runs any more that ran under it', async (subject, network) => {
        const {connection, root} = subject
        const [path, log] = [`${root}/file`, `${root}/log`]
        // It has written before it says so: a link that is cut at once may end it before it writes again.
        const script = 'trap "" TERM; echo x >> "$1"; echo ready; while :; do sleep 0.2; echo x >> "$1"; done'
        const breaking = (): void => network[how]()
        const held = connection.withLock(path, async () =>
          connection.execute(['sh', '-c', script, 'sh', log], {effect: 'write', paths: [log], onStdout: breaking}),
        )
        await held.catch((thrown: unknown) => thrown)
        const sizes = await network.witness.withLock(path, async () => {
          const before = (await network.witness.stat(log)).size
          await pause(1000)
          return [before, (await network.witness.stat(log)).size]
        })
        assert.equal(sizes[1], sizes[0])
      })
      mustOver('not hinder the next call, once it can get through', async ({connection, root}, network) => {
        await connection.writeFile(`${root}/file`, 'x')
        network[how]()
        await fails('GT_CONNECTION_LOST', connection.readFile(`${root}/file`))
        network.thaw()
        assert.equal(await textOf(connection, `${root}/file`), 'x')
        assert.equal(connection.isHealthy(), true)
      })
    })
  }
  describe('a frozen link', () => {
    mustOver('be no Timeout: nobody can tell whether the program ended', async ({connection, root}, network) => {
      // The deadline counts connecting too, which is not what this is about.
      await connection.stat(root)
      const onStdout = (): void => network.freeze()
      const argv = ['sh', '-c', 'echo $$ > "$1"; echo ready; sleep 300', 'sh', `${root}/a`]
      const running = connection.execute(argv, {effect: 'read', timeoutMs: 3000, onStdout})
      assert.equal(await lost(running), true)
      await allGone(network.witness, [`${root}/a`])
    })
    mustOver('tell a caller who gives up that the program may go on', async ({connection}, network) => {
      const given = new AbortController()
      const onStdout = (): void => {
        network.freeze()
        given.abort()
      }
      const argv = ['sh', '-c', 'echo ready; sleep 300']
      const running = connection.execute(argv, {effect: 'read', onStdout, signal: given.signal})
      const error = await running.catch((thrown: unknown) => thrown)
      assert.ok(isGtError(error, 'GT_ABORTED') && error.hint?.startsWith('it may still run'), messageOf(error))
    })
    mustOver('let the caller go at once whose signal fires', async ({connection}, network) => {
      await connection.probe()
      network.freeze()
      await fails('GT_ABORTED', connection.probe({signal: AbortSignal.timeout(200)}))
    })
  })
  for (const seed of few ? [1] : [1, 2, 3]) {
    describe(`a link that is cut after any number of bytes (seed ${seed})`, () => {
      mustOver('leave each thing whole or not done, and say which may be', async (subject, network) => {
        const random = generator(seed)
        for (let round = 0; round < rounds; round++) await cutOnce(subject, network, round, random)
      })
    })
  }
}

/** One write, one program and one folder, with a cut somewhere in them. */
async function cutOnce(
  {connection, root}: Subject,
  network: Network,
  round: number,
  random: () => number,
): Promise<void> {
  const [file, ran, folder] = ['file', `ran-${round}`, `folder-${round}`].map((name) => `${root}/${name}`) as [
    string,
    string,
    string,
  ]
  const [before, after] = [`${round}`, `${round + 1}`].map((text) => text.repeat(100_000 / text.length))
  await network.witness.writeFile(file, before ?? '')
  // Now and then the cut falls into connecting.
  if (random() < 0.7) await connection.stat(root).catch(() => undefined)
  network.cutAfter(Math.floor(random() ** 3 * 250_000))
  const steps: [() => Promise<unknown>, () => Promise<boolean>][] = [
    [async () => connection.mkdir(folder), async () => network.witness.fileExists(folder)],
    [async () => connection.writeFile(file, after ?? ''), async () => (await textOf(network.witness, file)) === after],
    [
      async () => connection.execute(['sh', '-c', ': > "$1"', 'sh', ran], {effect: 'write', paths: [ran]}),
      async () => network.witness.fileExists(ran),
    ],
  ]
  for (const [act, isDone] of steps) {
    const outcome = await act().then(
      () => 'done',
      (error: unknown) => error,
    )
    if (outcome === 'done') assert.equal(await isDone(), true, `round ${round}: success was said, nothing was done`)
    else if (isGtError(outcome, 'GT_CONNECTION_LOST')) {
      if (!(outcome as unknown as ConnectionLostError).commandMayHaveRun) {
        await pause(50)
        assert.equal(await isDone(), false, `round ${round}: it was done, and said not to be`)
      }
    } else assert.ok(isGtError(outcome, 'GT_MACHINE_UNREACHABLE'), messageOf(outcome))
  }
  network.cutAfter(Infinity)
  const seen = await textOf(network.witness, file)
  assert.ok(seen === before || seen === after, `round ${round}: ${seen.length} bytes of a mixture`)
  await eventually('no temporary file is left', async () => {
    return (await namesIn(network.witness, root)).every((name) => !isTemporaryName(name))
  })
}

/** @returns whether it says that the command may have run */
async function lost(work: Promise<unknown>): Promise<boolean> {
  const error = await work.then(
    () => assert.fail('it succeeded'),
    (thrown: unknown) => thrown,
  )
  assert.ok(isGtError(error, 'GT_CONNECTION_LOST'), messageOf(error))
  return (error as unknown as ConnectionLostError).commandMayHaveRun
}

async function allGone(witness: Connection, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const pid = (await textOf(witness, file)).trim()
    await eventually(`process ${pid} is gone`, async () => {
      const {stdout} = await witness.execute(['ps', '-o', 'stat=', '-p', pid], {effect: 'read'})
      return /^(Z.*)?$/.test(stdout.toString().trim())
    })
  }
}

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function generator(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
