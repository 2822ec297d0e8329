import {spawn, type ChildProcess} from 'node:child_process'
import {childProgram} from './child-script.js'

/**
 * Starts the process in which code of others runs: a process group of its own, so that what it starts ends with it; no
 * terminal, since nothing it prints is ours.
 */
export function startChild(): ChildProcess {
  return spawn(process.execPath, childProgram(), {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
}

/** Ends it and what it started, at once. */
export function killChild(child: ChildProcess): void {
  const {pid} = child
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // It has ended by itself in this moment.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
