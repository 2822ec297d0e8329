import {once} from 'node:events'
import {AbortedError, GtError, InputOutputError, isGtError, LockError} from '@gt-town/contract'
import {deferred, within} from '@gt-town/waiting'
import {endGroup, startGroup, type Group} from './process-group.js'

export interface HeldLock {
  /** fires when the holder died, and the lock with it */
  readonly signal: AbortSignal
  release(): Promise<void>
}

/** As getopt(3) of glibc, musl and busybox has it. */
const isUnknownOption = /(?:invalid|unrecognized|unknown) option/

const perlScript = `use Fcntl ':flock';
open(my $lock, '<', $ARGV[0]) or die "$!";
flock($lock, LOCK_EX | ($ARGV[1] ? LOCK_NB : 0)) or exit 1;
while (sysread(STDIN, my $bytes, 4096)) { syswrite(STDOUT, $bytes) }`

/** Longest wait for a holder that was told not to wait, or to let go: only a stuck machine gets there. */
const stuckMs = 10_000

/**
 * Starts a small process that takes flock(2) and then echoes what it reads: the echo says that the lock is held. When
 * its input ends, which the kernel sees to if this process dies, it exits and the lock is free.
 * @param timeoutMs 0 tries once
 * @throws LockError (busy), AbortedError, GtError `GT_FLOCK_MISSING`
 */
export async function acquire(
  path: string,
  lockFile: string,
  timeoutMs: number,
  signal: AbortSignal | undefined,
): Promise<HeldLock> {
  for (const [command, ...args] of holders(lockFile, timeoutMs === 0)) {
    const child = await start(command, args)
    if (!child) continue
    const exited = once(child, 'exit')
    // Its death is what counts, and that is watched; a pipe that breaks with it tells nothing new.
    child.stdin?.on('error', () => undefined)
    child.stdin?.write('.')
    const answer = await answerOf(child, timeoutMs === 0 ? stuckMs : timeoutMs, signal)
    if (answer === 'locked') return hold(child, exited)
    await endGroup(child.pid)
    if (answer === 'interrupted') throw new AbortedError(`waiting for the lock of ${path}`, {cause: signal?.reason})
    if (answer === 'busy') throw new LockError(path, 'busy')
    if (!isUnknownOption.test(answer)) throw new InputOutputError(lockFile, answer)
  }
  throw new GtError('GT_FLOCK_MISSING', 'neither flock nor perl is installed: files cannot be locked', {
    hint: 'install flock (package util-linux) or perl',
  })
}

/** In the order in which they are tried: a flock that becomes the program it runs is one process less; busybox has none. */
function holders(lockFile: string, once: boolean): readonly (readonly [command: string, ...args: string[]])[] {
  const words = [...(once ? ['-n'] : []), '-x', lockFile, 'cat']
  return [
    ['flock', '-F', ...words],
    ['flock', ...words],
    ['perl', '-e', perlScript, lockFile, once ? '1' : '0'],
  ]
}

/** @returns undefined where there is no such program */
async function start(command: string, args: readonly string[]): Promise<Group | undefined> {
  try {
    return await startGroup(command, args, {cwd: '/', stdio: 'pipe'})
  } catch (error) {
    if (isGtError(error, 'GT_COMMAND_NOT_FOUND')) return undefined
    throw error
  }
}

/** `locked`, `busy` or `interrupted`; anything else is what the holder complained about. */
async function answerOf(child: Group, timeoutMs: number, signal: AbortSignal | undefined): Promise<string> {
  const answer = deferred<string>()
  let errors = ''
  child.stderr?.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(0, 500)))
  child.stdout?.once('data', () => answer.resolve('locked'))
  child.once('close', (code) => {
    const complaint = errors.trim()
    answer.resolve(code === 1 && complaint === '' ? 'busy' : complaint || `the holder ended with ${code}`)
  })
  try {
    return await within(timeoutMs, answer.promise, () => 'busy', signal)
  } catch (error) {
    if (signal?.aborted && error === signal.reason) return 'interrupted'
    throw error
  }
}

function hold(child: Group, exited: Promise<unknown>): HeldLock {
  const lost = new AbortController()
  const lose = (): void => lost.abort()
  child.once('exit', lose)
  if (child.exitCode !== null || child.signalCode !== null) lose()
  return {
    signal: lost.signal,
    release: async () => {
      child.off('exit', lose)
      child.stdin?.end()
      await within(stuckMs, exited, async () => {
        await endGroup(child.pid)
        await exited
      })
    },
  }
}
