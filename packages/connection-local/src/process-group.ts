import {spawn, type ChildProcess, type SpawnOptions} from 'node:child_process'
import {once} from 'node:events'
import {CommandNotFoundError, InputOutputError, messageOf, PermissionDeniedError} from '@gt-town/contract'
import {pause} from '@gt-town/waiting'
import {errnoOf} from './system-error.js'
import {isOnlyZombies} from './zombies.js'

export type Group = ChildProcess & {readonly pid: number}

const graceMs = 2000
const running = new Set<number>()

/**
 * Starts a program in a session and a process group of its own: Ctrl-C in the terminal does not reach it, and one signal
 * ends it together with whatever it started.
 * @throws CommandNotFoundError, PermissionDeniedError, InputOutputError
 */
export async function startGroup(command: string, args: readonly string[], options: SpawnOptions): Promise<Group> {
  try {
    const child = spawn(command, args, {...options, shell: false, detached: true})
    // At once: it runs already, whenever this process may end.
    if (isRunning(child)) remember(child)
    await once(child, 'spawn')
    return child as Group
  } catch (error) {
    throw startError(error, command)
  }
}

/** Asks the whole group to end, then makes it; returns when none of it is left. */
export async function endGroup(pid: number): Promise<void> {
  send(pid, 'SIGTERM')
  if (await isGoneWithin(pid, graceMs)) return
  send(pid, 'SIGKILL')
  // Only what the kernel cannot interrupt can outlast this.
  await isGoneWithin(pid, graceMs)
}

async function isGoneWithin(pid: number, ms: number): Promise<boolean> {
  const deadline = performance.now() + ms
  while (isThere(pid)) {
    if (performance.now() > deadline) return false
    await pause(20)
  }
  return true
}

/** @returns false when no process of the group is left */
function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal)
  } catch (error) {
    return errnoOf(error) !== 'ESRCH'
  }
}

function isRunning(child: ChildProcess): child is Group {
  return child.pid !== undefined
}

/** A process that exits must not leave behind what it waited for. */
function remember(child: Group): void {
  if (running.size === 0) process.on('exit', endAll)
  running.add(child.pid)
  child.once('exit', () => {
    running.delete(child.pid)
    if (running.size === 0) process.off('exit', endAll)
  })
}

/** While a process exits nothing can be awaited, so that it stands still until all are gone, or have had their time. */
function endAll(): void {
  for (const pid of running) send(pid, 'SIGTERM')
  const deadline = performance.now() + graceMs
  const clock = new Int32Array(new SharedArrayBuffer(4))
  while ([...running].some(isThere) && performance.now() < deadline) Atomics.wait(clock, 0, 0, 20)
  for (const pid of running) send(pid, 'SIGKILL')
}

function isThere(pid: number): boolean {
  return send(pid, 0) && !isOnlyZombies(pid)
}

/** A program that could not be started. */
export function startError(error: unknown, command: string): Error {
  const code = errnoOf(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return new CommandNotFoundError(command, {cause: error})
  if (code === 'EACCES' || code === 'EPERM') return new PermissionDeniedError(command, {cause: error})
  return new InputOutputError(command, messageOf(error), {cause: error})
}
