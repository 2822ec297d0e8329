import assert from 'node:assert/strict'
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import type {Connection} from '@gt-town/contract'
import {pause} from '@gt-town/waiting'
import {describe, eventually, fails, must, namesIn, textOf, type Capabilities, type Make, type Subject} from './case.js'

export function lockingSuite(make: Make, {driver, rounds = 4}: Capabilities): void {
  describe('withLock', () => {
    must('return what the body returns and keep the lock file', make, async ({connection, root}) => {
      assert.equal(await connection.withLock(`${root}/file`, async () => Promise.resolve(7)), 7)
      assert.deepEqual(await namesIn(connection, root), ['file.lock'])
    })
    must('let one body run at a time', make, async ({connection, root}) => {
      const path = `${root}/count`
      await connection.writeFile(path, '0')
      const bodies = Array.from({length: 8 * rounds}, async () =>
        connection.withLock(path, async () => addOne(connection, path)),
      )
      await Promise.all(bodies)
      assert.equal(await textOf(connection, path), `${bodies.length}`)
    })
    must('pass on what the body throws, and be free again', make, async ({connection, root}) => {
      const failing = connection.withLock(`${root}/file`, async () => Promise.reject(new RangeError('mine')))
      await assert.rejects(failing, new RangeError('mine'))
      assert.equal(await connection.withLock(`${root}/file`, async () => Promise.resolve(1), {timeoutMs: 0}), 1)
    })
    must('give up when the lock stays busy', make, async ({connection, root}) => {
      const path = `${root}/file`
      const nothing = async (): Promise<void> => Promise.resolve()
      await connection.withLock(path, async ({signal}) => {
        await fails('GT_LOCK_BUSY', connection.withLock(path, nothing, {timeoutMs: 0}))
        await fails('GT_LOCK_BUSY', connection.withLock(path, nothing, {timeoutMs: 300}))
        for (const afterMs of [0, 50]) {
          const interrupt = new AbortController()
          const waiting = connection.withLock(path, nothing, {signal: interrupt.signal})
          setTimeout(() => interrupt.abort(), afterMs)
          await fails('GT_ABORTED', waiting)
        }
        assert.equal(signal.aborted, false)
      })
      await connection.withLock(path, nothing)
    })
    must('not mix up two files', make, async ({connection, root}) => {
      const inner = connection.withLock(`${root}/a`, async () =>
        connection.withLock(`${root}/b`, async () => Promise.resolve('both')),
      )
      assert.equal(await inner, 'both')
    })
    must('refuse a lock file that is not a regular file', make, async ({connection, root}) => {
      await connection.symlink('elsewhere', `${root}/link.lock`)
      await connection.mkdir(`${root}/folder.lock`)
      const body = async (): Promise<void> => Promise.reject(new Error('the body ran'))
      await fails('GT_NOT_A_FILE', connection.withLock(`${root}/link`, body))
      await fails('GT_NOT_A_FILE', connection.withLock(`${root}/folder`, body))
      await fails('GT_NOT_FOUND', connection.withLock(`${root}/missing/file`, body))
      assert.deepEqual(await namesIn(connection, root), ['folder.lock', 'link.lock'])
    })
    if (driver) processSuite(make, driver, rounds)
  })
}

function processSuite(make: Make, driver: readonly string[], rounds: number): void {
  mustWith(driver, 'lose no count of two processes', make, async ({connection, root}, start) => {
    const path = `${root}/count`
    await connection.writeFile(path, '0')
    const each = 5 * rounds
    const children = [start('count', path, `${each}`), start('count', path, `${each}`)]
    const codes = await Promise.all(children.map(async (child) => (await once(child, 'exit'))[0] as number))
    assert.deepEqual(codes, [0, 0])
    assert.equal(await textOf(connection, path), `${2 * each}`)
  })
  mustWith(driver, 'be free as soon as its holder is killed', make, async ({connection, root}, start) => {
    const holder = start('hold', `${root}/file`)
    assert.ok(holder.stdout)
    await once(holder.stdout, 'data')
    await fails(
      'GT_LOCK_BUSY',
      connection.withLock(`${root}/file`, async () => Promise.resolve(), {timeoutMs: 0}),
    )
    holder.kill('SIGKILL')
    assert.equal(await connection.withLock(`${root}/file`, async () => Promise.resolve('mine')), 'mine')
  })
  describe('writeFile in a process that is killed', () => {
    mustWith(driver, 'leave the old bytes or the new ones', make, async ({connection, root}, start) => {
      const path = `${root}/file`
      for (let round = 0; round < rounds; round++) {
        await connection.writeFile(path, '')
        const writer = start('write', path)
        await eventually('the writer writes', async () => (await connection.stat(path)).size > 0)
        await pause(round * 7)
        writer.kill('SIGKILL')
        await once(writer, 'exit')
        assert.match(await textOf(connection, path), /^(a+|b+)$/)
        assert.equal((await connection.stat(path)).size, 1024 * 1024)
      }
    })
  })
}

type Start = (...args: string[]) => ChildProcess

/** A promise that takes processes of their own to try; none of them outlives the test. */
function mustWith(
  driver: readonly string[],
  title: string,
  make: Make,
  body: (subject: Subject, start: Start) => Promise<void>,
): void {
  must(title, make, async (subject) => {
    const children: ChildProcess[] = []
    const [command = '', ...before] = driver
    const start: Start = (...args) => {
      const child = spawn(command, [...before, ...args], {stdio: ['ignore', 'pipe', 'inherit']})
      children.push(child)
      return child
    }
    try {
      await body(subject, start)
    } finally {
      for (const child of children) child.kill('SIGKILL')
    }
  })
}

async function addOne(connection: Connection, path: string): Promise<void> {
  await connection.writeFile(path, `${Number(await textOf(connection, path)) + 1}`)
}
