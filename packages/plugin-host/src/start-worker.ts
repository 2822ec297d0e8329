import {spawn, type ChildProcess} from 'node:child_process'
import {existsSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

/** One file beside the bundle, else as compiled, else as written. */
const places = ['./plugin-host-worker.cjs', './worker/main.js', './worker/main.ts']

/**
 * Starts the process in which third-party code runs: a process group of its own, so that what it starts ends with it; no
 * terminal, since nothing it prints is ours.
 */
export function startWorker(): ChildProcess {
  return spawn(process.execPath, workerProgram(), {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    serialization: 'advanced',
  })
}

/** Ends it and what it started, at once. */
export function killWorker(worker: ChildProcess): void {
  const {pid} = worker
  if (pid === undefined || worker.exitCode !== null || worker.signalCode !== null) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    // It has ended by itself in this moment.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}

/** Its argv, without the path of Node itself. */
function workerProgram(): string[] {
  const scripts = places.map((place) => fileURLToPath(new URL(place, import.meta.url)))
  const script = scripts.find((candidate) => existsSync(candidate)) ?? places[0] ?? ''
  // Sources need what this process itself was started with to read them.
  return [...(script.endsWith('.ts') ? process.execArgv.filter(isLoader) : []), script]
}

function isLoader(word: string): boolean {
  return word.startsWith('--import=') || word.startsWith('--conditions=')
}
