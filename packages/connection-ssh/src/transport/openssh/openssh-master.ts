import type {ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {existsSync} from 'node:fs'
import {connect} from 'node:net'
import type {Readable} from 'node:stream'
import {finished} from 'node:stream/promises'
import {ConnectFailedError} from '@gt-town/contract'
import {pause, within} from '@gt-town/waiting'
import type {HostKeyCheck} from '../../trust/host-key-check.js'
import {spawnSsh} from './guarded-ssh.js'
import {openSshError} from './openssh-error.js'

/** More of what ssh says than this is not kept. */
const keptBytes = 64 * 1024

/** What it has said when it ends arrives within this time. */
const stderrDrainMs = 500

/**
 * The process of the system's ssh that holds the connection; commands of others go through its socket.
 * It ends when the link does.
 */
export class OpenSshMaster {
  readonly #child: ChildProcess
  readonly #controlPath: string
  readonly connectMs: number

  private constructor(child: ChildProcess, controlPath: string, connectMs: number) {
    this.#child = child
    this.#controlPath = controlPath
    this.connectMs = connectMs
  }

  /**
   * @param args of ssh up to, but not including, the host
   * @param options.known the keys that are trusted for it, to name them where it shows another
   * @throws ConnectFailedError, HostKeyError; what `signal` was aborted with
   */
  static async start(
    machine: string,
    host: string,
    args: readonly string[],
    controlPath: string,
    {signal, known}: {signal: AbortSignal; known: HostKeyCheck['known']},
  ): Promise<OpenSshMaster> {
    signal.throwIfAborted()
    const started = performance.now()
    // -v: only so does it tell the key that it saw.
    const child = spawnSsh([...args, '-M', '-N', '-v', '--', host], ['ignore', 'ignore', 'pipe'])
    const stderr = child.stdio[2] as Readable
    let output = ''
    stderr.on('data', (chunk: Buffer) => (output = `${output}${chunk.toString()}`.slice(-keptBytes)))
    const end = (): void => terminate(child)
    process.once('exit', end)
    const ended = once(child, 'exit').finally(() => process.off('exit', end))
    const failed = ended.then(
      async ([code]: unknown[]) => {
        // A hop that goes on by itself may hold it open.
        await within(stderrDrainMs, finished(stderr), () => undefined)
        throw code === 127 ? missing(machine, output) : openSshError(machine, output, known)
      },
      (error: unknown) => {
        throw missing(machine, error)
      },
    )
    failed.catch(() => undefined)
    const over = new AbortController()
    try {
      await Promise.race([failed, socketAt(controlPath, AbortSignal.any([signal, over.signal]))])
      return new OpenSshMaster(child, controlPath, Math.round(performance.now() - started))
    } catch (error) {
      terminate(child)
      await ended.catch(() => undefined)
      throw error
    } finally {
      over.abort()
    }
  }

  get isUp(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  /**
   * Whether it is still there, which is told by its greeting (PROTOCOL.mux of OpenSSH, 1): of its end we hear later than
   * of the ends of those who share its link, and it stops listening before it lets go of them.
   */
  async answers(): Promise<boolean> {
    if (!this.isUp) return false
    const socket = connect(this.#controlPath)
    return new Promise<boolean>((resolve) => {
      socket.once('data', () => resolve(true))
      socket.once('error', () => resolve(false))
      socket.once('close', () => resolve(false))
    }).finally(() => socket.destroy())
  }

  async close(): Promise<void> {
    if (!this.isUp) return
    const gone = once(this.#child, 'exit')
    terminate(this.#child)
    await gone
  }
}

function missing(machine: string, cause: unknown): ConnectFailedError {
  return new ConnectFailedError(machine, 'unsupported', "the system's ssh could not be started", {
    hint: 'install the OpenSSH client',
    cause,
  })
}

/** ssh makes its socket once it has logged in. */
async function socketAt(path: string, signal: AbortSignal): Promise<void> {
  while (!existsSync(path)) {
    await pause(10, signal)
    signal.throwIfAborted()
  }
}

/** The whole group: a ProxyCommand or the hops of a ProxyJump are its children. */
function terminate(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  try {
    process.kill(-child.pid, 'SIGTERM')
  } catch (error) {
    // It ended in this moment.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
