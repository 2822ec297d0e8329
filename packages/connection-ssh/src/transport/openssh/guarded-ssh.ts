import {spawn, type ChildProcess} from 'node:child_process'

/**
 * ssh, and beside it somebody who ends the whole group when the pipe ends that comes from here: of a process that was
 * killed, nothing else does.
 */
const script = '{ read -r _ <&3; kill -TERM 0; } >/dev/null 2>&1 & exec ssh "$@" 3<&-'

/**
 * Starts the system's ssh in a group of its own, so that Ctrl-C in the terminal is ours to pass on. It ends with this
 * process, whatever that ends by. Where there is no ssh it ends with 127.
 * @param args of ssh, all of them
 * @param stdio of its first three files
 */
export function spawnSsh(args: readonly string[], stdio: readonly ('ignore' | 'pipe')[]): ChildProcess {
  const child = spawn('sh', ['-c', script, 'ssh', ...args], {stdio: [...stdio, 'pipe'], detached: true})
  child.once('exit', () => child.stdio[3]?.destroy())
  return child
}
