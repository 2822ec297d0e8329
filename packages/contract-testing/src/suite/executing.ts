import assert from 'node:assert/strict'
import type {Connection, ExecOptions, ExecResult} from '@gt-town/contract'
import {pause} from '@gt-town/waiting'
import {describe, eventually, fails, must, namesIn, type Make} from './case.js'

const megabytes50 = 50 * 1000 * 1000
/** More than is kept on the way, twice. */
const megabytes25 = megabytes50 / 2
/** A little more than is kept where nobody says how much. */
const megabytes17 = 17 * 1024 * 1024

export function executingSuite(make: Make): void {
  describe('execute', () => {
    must('pass every argument as it is, to no shell', make, async ({connection, root}) => {
      const args = ['$(touch x)', '; exit 1', '`id`', "'", '"', 'a\nb', '-n', '--', '', ' ', '*', '🐈 ü', '\\', '%s']
      const {stdout} = await run(connection, ['printf', String.raw`%s\0`, ...args], {cwd: root})
      assert.deepEqual(stdout.toString().split('\0').slice(0, -1), args)
      assert.deepEqual(await namesIn(connection, root), [])
    })
    must('tell exit codes and signals', make, async ({connection}) => {
      assert.equal((await run(connection, ['true'])).code, 0)
      assert.equal((await shell(connection, 'exit 7')).code, 7)
      assert.equal((await shell(connection, 'exit 255')).code, 255)
      const killed = await shell(connection, 'kill -9 $$')
      assert.deepEqual([killed.code, killed.signal], [null, 'SIGKILL'])
    })
    must('keep the two streams apart', make, async ({connection}) => {
      const {stdout, stderr} = await shell(connection, 'printf out; printf err >&2')
      assert.deepEqual([stdout.toString(), stderr.toString()], ['out', 'err'])
    })
    must('start in cwd, and say when there is none', make, async ({connection, root}) => {
      await connection.mkdir(`${root}/sub`)
      await connection.writeFile(`${root}/file`, '')
      assert.equal((await run(connection, ['pwd'], {cwd: `${root}/sub`})).stdout.toString(), `${root}/sub\n`)
      await fails('GT_NOT_FOUND', run(connection, ['pwd'], {cwd: `${root}/missing`}))
      await fails('GT_NOT_A_DIRECTORY', run(connection, ['pwd'], {cwd: `${root}/file`}))
      await fails('GT_PATH_INVALID', run(connection, ['pwd'], {cwd: '.'}))
    })
    must('say CommandNotFound', make, async ({connection, root}) => {
      await fails('GT_COMMAND_NOT_FOUND', run(connection, ['gt-no-such-command']))
      await fails('GT_COMMAND_NOT_FOUND', run(connection, [`${root}/missing`]))
    })
    must('add to the environment and remove from it', make, async ({connection}) => {
      const script = 'printf "%s,%s,%s" "$GT_A" "${HOME-none}" "${PATH:+path}"'
      const {stdout} = await run(connection, ['sh', '-c', script], {env: {GT_A: 'a b\n$x', HOME: undefined}})
      assert.equal(stdout.toString(), 'a b\n$x,none,path')
    })
    must('feed the input, and end it', make, async ({connection}) => {
      const input = Buffer.alloc(1_000_000, Buffer.from([0, 255, 10, 13]))
      assert.ok(input.equals((await run(connection, ['cat'], {input})).stdout))
      assert.equal((await run(connection, ['cat'])).stdout.length, 0)
      assert.equal((await run(connection, ['true'], {input})).code, 0)
    })
    must('feed a source chunk by chunk, and not wait for one that never ends', make, async ({connection}) => {
      async function* source(): AsyncGenerator<Uint8Array> {
        for (const text of ['one ', 'two ', 'three']) yield await Promise.resolve(Buffer.from(text))
      }
      assert.equal((await run(connection, ['cat'], {input: source()})).stdout.toString(), 'one two three')
      const never = {[Symbol.asyncIterator]: () => ({next: async () => new Promise<never>(() => undefined)})}
      assert.equal((await run(connection, ['true'], {input: never})).code, 0)
      const endless = {
        [Symbol.asyncIterator]: () => ({next: async () => Promise.resolve({value: Buffer.alloc(100_000)})}),
      }
      assert.equal((await run(connection, ['head', '-c', '1000'], {input: endless})).stdout.length, 1000)
      const broken = {[Symbol.asyncIterator]: () => ({next: async () => Promise.reject(new RangeError('mine'))})}
      await assert.rejects(run(connection, ['cat'], {input: broken}), new RangeError('mine'))
    })
    must('keep characters whole, wherever they are cut', make, async ({connection}) => {
      const text = '🐈ü日'.repeat(40_000)
      assert.equal((await run(connection, ['cat'], {input: text})).stdout.toString(), text)
    })
    must('run sixty-four at once', make, async ({connection}) => {
      const numbers = Array.from({length: 64}, (_, index) => `${index}`)
      const results = await Promise.all(numbers.map(async (number) => shell(connection, 'echo "$1"', number)))
      assert.deepEqual(
        results.map(({stdout}) => stdout.toString().trim()),
        numbers,
      )
    })
    must('stream fifty megabytes', make, async ({connection}) => {
      let bytes = 0
      const onStdout = (chunk: Buffer): void => void (bytes += chunk.length)
      const result = await run(connection, ['head', '-c', `${megabytes50}`, '/dev/zero'], {onStdout})
      assert.deepEqual([bytes, result.code, result.stdout.length], [megabytes50, 0, 0])
    })
    must('let a program wait for a listener that takes its time, and lose nothing', make, async ({connection}) => {
      let bytes = 0
      let early = 0
      const first = pause(1500).then(() => (early = bytes))
      const onStdout = async (chunk: Buffer): Promise<void> => {
        bytes += chunk.length
        await first
      }
      const result = await run(connection, ['head', '-c', `${megabytes25}`, '/dev/zero'], {onStdout})
      assert.deepEqual([bytes, result.code], [megabytes25, 0])
      assert.ok(early < megabytes25 / 2, `${early} bytes were taken meanwhile`)
    })
    must('keep what a program left in the pipe for a listener that takes its time', make, async ({connection}) => {
      let text = ''
      const onStdout = async (chunk: Buffer): Promise<void> => {
        text += chunk.toString()
        await pause(800)
      }
      const result = await shell(connection, 'echo a; sleep 0.2; echo b; sleep 0.2; echo c', {onStdout})
      assert.deepEqual([text, result.code], ['a\nb\nc\n', 0])
    })
    must('be over only when whoever listens has taken all of it, in order', make, async ({connection}) => {
      const taken: string[] = []
      const onStdout = async (chunk: Buffer): Promise<void> => {
        await pause(40)
        taken.push(chunk.toString())
      }
      const lines = Array.from({length: 40_000}, (_none, index) => `${index}\n`).join('')
      await run(connection, ['seq', '0', '39999'], {onStdout})
      assert.equal(taken.join(''), lines)
    })
    must('keep more than usual where that is allowed, else say TooLarge', make, async ({connection}) => {
      const argv = ['head', '-c', `${megabytes17}`, '/dev/zero']
      assert.equal((await run(connection, argv, {maxBuffer: megabytes17})).stdout.length, megabytes17)
      await fails('GT_TOO_LARGE', run(connection, argv, {maxBuffer: megabytes17 - 1}))
      await fails('GT_TOO_LARGE', run(connection, ['cat', '/dev/zero']))
      await fails('GT_TOO_LARGE', shell(connection, 'cat /dev/zero >&2'))
    })
    must('not wait for what a program left in the background', make, async ({connection, root}) => {
      const {stdout, code} = await shell(connection, 'sleep 300 & echo $! > "$1"; printf done', `${root}/pid`)
      assert.deepEqual([stdout.toString(), code], ['done', 0])
      await shell(connection, 'kill "$(cat "$1")"', `${root}/pid`)
    })
  })
  describe('execute that is ended early', () => {
    const family = 'sleep 300 & echo $! > "$1"; echo $$ > "$2"; echo ready; wait'
    must('kill the whole process group at its deadline', make, async ({connection, root}) => {
      await fails('GT_TIMEOUT', shell(connection, family, `${root}/a`, `${root}/b`, {timeoutMs: 1500}))
      await allGone(connection, [`${root}/a`, `${root}/b`])
    })
    must('kill it when the signal fires', make, async ({connection, root}) => {
      const interrupt = new AbortController()
      const onStdout = (): void => interrupt.abort()
      const running = shell(connection, family, `${root}/a`, `${root}/b`, {signal: interrupt.signal, onStdout})
      await fails('GT_ABORTED', running)
      await allGone(connection, [`${root}/a`, `${root}/b`])
    })
    must('kill what refuses to end', make, async ({connection, root}) => {
      const stubborn = 'trap "" TERM; echo $$ > "$1"; while :; do sleep 1; done'
      await fails('GT_TIMEOUT', shell(connection, stubborn, `${root}/a`, {timeoutMs: 1500}))
      await allGone(connection, [`${root}/a`])
    })
    must('kill what prints nothing for too long, and only that', make, async ({connection}) => {
      const steady = 'for i in 1 2 3 4; do echo $i; sleep 0.7; done'
      assert.equal((await shell(connection, steady, {idleTimeoutMs: 2500})).code, 0)
      await fails('GT_TIMEOUT', shell(connection, 'echo once; sleep 300', {idleTimeoutMs: 500}))
    })
    must('not start anything when the signal has fired already', make, async ({connection, root}) => {
      await fails('GT_ABORTED', shell(connection, 'echo > "$1"', `${root}/file`, {signal: AbortSignal.abort()}))
      assert.deepEqual(await namesIn(connection, root), [])
    })
    must('pass on what a listener throws', make, async ({connection, root}) => {
      const onStdout = (): never => {
        throw new RangeError('mine')
      }
      const running = shell(connection, family, `${root}/a`, `${root}/b`, {onStdout})
      await assert.rejects(running, new RangeError('mine'))
      await allGone(connection, [`${root}/a`, `${root}/b`])
    })
  })
}

type Extra = Partial<Omit<ExecOptions, 'effect' | 'paths'>>

async function run(connection: Connection, argv: readonly string[], options: Extra = {}): Promise<ExecResult> {
  return connection.execute(argv, {effect: 'read', ...options})
}

/** A script with its arguments as `$1` and so on, and options last. */
async function shell(connection: Connection, script: string, ...rest: (string | Extra)[]): Promise<ExecResult> {
  const args = rest.filter((part) => typeof part === 'string')
  const options = rest.find((part) => typeof part === 'object') ?? {}
  return run(connection, ['sh', '-c', script, 'sh', ...args], options)
}

async function allGone(connection: Connection, files: readonly string[]): Promise<void> {
  for (const file of files) {
    const pid = (await connection.readFile(file)).toString().trim()
    await eventually(`process ${pid} is gone`, async () => {
      // A zombie that nobody collects runs no more.
      const {stdout} = await shell(connection, 'ps -o stat= -p "$1"', pid)
      return /^(Z.*)?$/.test(stdout.toString().trim())
    })
  }
}
