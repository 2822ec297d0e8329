import {expect} from 'chai'
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync} from 'node:fs'
import {isGtError, type Connection} from '@gt-town/contract'
import type {Subject} from '@gt-town/contract-testing'
import {driver, localSubject} from './local-subject.js'

const children: ChildProcess[] = []
const nothing = async (): Promise<void> => Promise.resolve()

describe('the lock', () => {
  let subject: Subject
  let path: string
  const originalPath = process.env['PATH'] ?? ''
  beforeEach(async () => {
    subject = await localSubject()
    path = `${subject.root}/file`
  })
  afterEach(async () => {
    process.env['PATH'] = originalPath
    for (const child of children.splice(0)) child.kill('SIGKILL')
    await subject.dispose()
  })

  it('excludes sh, two Node processes and a holder that is killed: no count is lost', async () => {
    writeFileSync(path, '0')
    const holder = start(...driver, 'hold', path)
    await firstOutput(holder)
    const workers = [
      start('sh', '-c', countInSh, 'sh', path, '20'),
      start(...driver, 'count', path, '20'),
      start(...driver, 'count', path, '20'),
    ]
    const codes = Promise.all(workers.map(exitCode))
    expect(await isBusy(subject.connection, path)).to.equal(true)
    expect(readFileSync(path, 'utf8').trim()).to.equal('0')
    holder.kill('SIGKILL')
    expect(await codes).to.deep.equal([0, 0, 0])
    expect(Number(readFileSync(path, 'utf8'))).to.equal(60)
  })

  it('is free right after its holder is killed', async () => {
    const holder = start(...driver, 'hold', path)
    await firstOutput(holder)
    holder.kill('SIGKILL')
    await once(holder, 'exit')
    await subject.connection.withLock(path, nothing, {timeoutMs: 5000})
  })

  it('fires the signal of the body and fails when it is lost', async () => {
    const held = subject.connection.withLock(path, async ({signal}) => {
      process.kill(holderOf(`${path}.lock`), 'SIGKILL')
      await once(signal, 'abort')
    })
    const error = await held.catch((thrown: unknown) => thrown)
    expect(isGtError(error, 'GT_LOCK_LOST')).to.equal(true)
    await subject.connection.withLock(path, nothing)
  })

  it('is not inherited by the programs a body starts', async () => {
    await subject.connection.withLock(path, async () => {
      await subject.connection.execute(['sh', '-c', 'sleep 300 & echo $! > "$1"', 'sh', `${path}.pid`], {
        effect: 'read',
      })
    })
    await subject.connection.withLock(path, nothing, {timeoutMs: 5000})
    process.kill(Number(readFileSync(`${path}.pid`, 'utf8')), 'SIGKILL')
  })

  it('is taken by perl where flock is missing, which excludes holders of flock and the reverse', async () => {
    const byFlock = start('flock', `${path}.lock`, 'sh', '-c', 'echo locked; read line')
    await firstOutput(byFlock)
    usePrograms(subject, ['perl', 'cat', 'sh'])
    expect(await isBusy(subject.connection, path)).to.equal(true)
    const waiting = subject.connection.withLock(path, async () => {
      process.env['PATH'] = originalPath
      return isBusy(subject.connection, path)
    })
    byFlock.stdin?.end()
    expect(await waiting).to.equal(true)
    expect(await isBusy(subject.connection, path)).to.equal(false)
  })

  it('loses no count between perl and flock', async () => {
    writeFileSync(path, '0')
    const withFlock = start(...driver, 'count', path, '20')
    usePrograms(subject, ['perl'])
    const withPerl = start(...driver, 'count', path, '20')
    expect(await Promise.all([withFlock, withPerl].map(exitCode))).to.deep.equal([0, 0])
    expect(readFileSync(path, 'utf8')).to.equal('40')
  })

  it('is taken by a flock that cannot become another program', async () => {
    usePrograms(subject, ['cat'])
    const flock = `${process.env['PATH'] ?? ''}/flock`
    const older = `#!/bin/sh\n[ "$1" != -F ] || { echo "flock: invalid option -- 'F'" >&2; exit 1; }\n`
    writeFileSync(flock, `${older}PATH=${originalPath} exec flock "$@"\n`, {mode: 0o755})
    await subject.connection.withLock(path, async () => {
      expect(await isBusy(subject.connection, path)).to.equal(true)
    })
    expect(await isBusy(subject.connection, path)).to.equal(false)
  })

  it('says what to install where both are missing', async () => {
    usePrograms(subject, [])
    const error = await subject.connection.withLock(path, nothing).catch((thrown: unknown) => thrown)
    expect(isGtError(error, 'GT_FLOCK_MISSING') && error.hint).to.equal('install flock (package util-linux) or perl')
  })
})

const countInSh = `
i=0
while [ "$i" -lt "$2" ]; do
  flock "$1.lock" sh -c 'n=$(cat "$1"); echo $((n + 1)) > "$1"' sh "$1" || exit 1
  i=$((i + 1))
done`

async function isBusy(connection: Connection, path: string): Promise<boolean> {
  try {
    await connection.withLock(path, nothing, {timeoutMs: 0})
    return false
  } catch (error) {
    if (isGtError(error, 'GT_LOCK_BUSY')) return true
    throw error
  }
}

/** The process that has the lock file open to hold the lock. */
function holderOf(lockFile: string): number {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
  return Number(found.find((pid) => openFilesOf(pid).includes(lockFile)))
}

function openFilesOf(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))
  } catch {
    // It ended meanwhile.
    return []
  }
}

/** A PATH with these programs alone. */
function usePrograms({root}: Subject, names: readonly string[]): void {
  mkdirSync(`${root}/bin`)
  for (const name of names) {
    const folder = (process.env['PATH'] ?? '').split(':').find((candidate) => existsSync(`${candidate}/${name}`))
    symlinkSync(`${folder}/${name}`, `${root}/bin/${name}`)
  }
  process.env['PATH'] = `${root}/bin`
}

function start(command: string, ...args: string[]): ChildProcess {
  const child = spawn(command, args, {stdio: ['pipe', 'pipe', 'inherit']})
  children.push(child)
  return child
}

async function firstOutput({stdout}: ChildProcess): Promise<void> {
  if (stdout) await once(stdout, 'data')
}

async function exitCode(child: ChildProcess): Promise<number> {
  return ((await once(child, 'exit')) as [number])[0]
}
