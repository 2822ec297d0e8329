import {isGtError} from '@gt-town/contract'
import type {Subject} from '@gt-town/contract-testing'
import {expect} from 'chai'
import {chmodSync, chownSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs'
import {skipBecause} from '../../../test/e2e/skip-because.js'
import {driver, localSubject} from './local-subject.js'

describe('LocalConnection', () => {
  let subject: Subject
  let path: string
  beforeEach(async () => {
    subject = await localSubject()
    path = `${subject.root}/file`
  })
  afterEach(async () => subject.dispose())

  /** What a process says that may write files of two blocks of 512 bytes only. */
  async function cramped(...args: string[]): Promise<string> {
    const argv = ['sh', '-c', 'ulimit -f 2; exec "$@"', 'sh', ...driver, ...args]
    const {stdout} = await subject.connection.execute(argv, {effect: 'write', paths: [path]})
    return stdout.toString()
  }

  it('reverts an append that the system cut short', async () => {
    writeFileSync(path, 'one\n')
    expect(await cramped('append', path, '5000')).to.equal('GT_NO_SPACE')
    expect(readFileSync(path, 'utf8')).to.equal('one\n')
    expect(await cramped('append', path, '500')).to.equal('done')
    expect(statSync(path).size).to.equal(504)
  })

  it('leaves the old file and nothing else where the new one does not fit', async () => {
    writeFileSync(path, 'old')
    expect(await cramped('overwrite', path, '5000')).to.equal('GT_NO_SPACE')
    expect(readFileSync(path, 'utf8')).to.equal('old')
    expect(readdirSync(subject.root)).to.deep.equal(['file'])
  })

  it('keeps the owner of a file that root replaces', async function () {
    if (process.getuid?.() !== 0) skipBecause(this, 'only root can give files away')
    writeFileSync(path, 'old')
    chownSync(path, 1234, 4321)
    chmodSync(path, 0o4750)
    await subject.connection.writeFile(path, 'new')
    const {uid, gid, mode} = statSync(path)
    expect([uid, gid, mode & 0o7777]).to.deep.equal([1234, 4321, 0o4750])
  })

  it('reads files that say their size is 0', async () => {
    expect((await subject.connection.readFile('/proc/self/status')).toString()).to.match(/^Name:/)
    const error = await subject.connection
      .readFile('/proc/self/status', {maxBytes: 10})
      .catch((thrown: unknown) => thrown)
    expect(isGtError(error, 'GT_TOO_LARGE')).to.equal(true)
  })

  it('reads no device', async () => {
    for (const device of ['/dev/null', '/dev/zero', '/dev/tty']) {
      const error = await subject.connection.readFile(device).catch((thrown: unknown) => thrown)
      expect(isGtError(error, 'GT_NOT_A_FILE'), device).to.equal(true)
    }
  })

  it('lets timers fire while it looks at many files', async () => {
    writeFileSync(path, 'x')
    let fired = false
    setTimeout(() => (fired = true), 1)
    await subject.connection.inspect(Array.from({length: 20_000}, () => ({op: 'read', path}) as const))
    expect(fired).to.equal(true)
  })

  it('takes a deadline that no timer can hold', async () => {
    const result = await subject.connection.execute(['sleep', '0.1'], {effect: 'read', timeoutMs: 2 ** 40})
    expect(result.code).to.equal(0)
  })

  it('does not wait for a process that left the group with the pipes', async () => {
    const script = 'setsid sleep 300 & echo $! > "$1"; sleep 300'
    const argv = ['sh', '-c', script, 'sh', path]
    const error = await subject.connection
      .execute(argv, {effect: 'read', timeoutMs: 500})
      .catch((thrown: unknown) => thrown)
    process.kill(Number(readFileSync(path, 'utf8')), 'SIGKILL')
    expect(isGtError(error, 'GT_TIMEOUT')).to.equal(true)
  })

  for (const [what, action] of [
    ['no program', 'leave'],
    ['not even a program that ignores SIGTERM', 'leave-deaf'],
  ] as const) {
    it(`leaves ${what} behind when its own process exits`, async () => expectNoneLeft(action))
  }

  async function expectNoneLeft(action: string): Promise<void> {
    await subject.connection.execute([...driver, action, path], {effect: 'write', paths: [path]})
    const pid = readFileSync(path, 'utf8').trim()
    for (let state = 'S'; state !== '' && !state.startsWith('Z');) {
      const {stdout} = await subject.connection.execute(['ps', '-o', 'stat=', '-p', pid], {effect: 'read'})
      state = stdout.toString().trim()
    }
  }

  it('says what cannot be passed to a program', async () => {
    for (const argv of [[], [''], ['echo', 'a\0b']]) {
      const error = await subject.connection.execute(argv, {effect: 'read'}).catch((thrown: unknown) => thrown)
      expect(isGtError(error, 'GT_ARGUMENT_INVALID')).to.equal(true)
    }
    const tooLong = subject.connection.execute(['echo', 'x'.repeat(10_000_000)], {effect: 'read'})
    expect(isGtError(await tooLong.catch((thrown: unknown) => thrown), 'GT_IO')).to.equal(true)
    writeFileSync(path, 'echo', {mode: 0o644})
    const noProgram = subject.connection.execute([path], {effect: 'read'})
    expect(isGtError(await noProgram.catch((thrown: unknown) => thrown), 'GT_PERMISSION_DENIED')).to.equal(true)
  })
})
