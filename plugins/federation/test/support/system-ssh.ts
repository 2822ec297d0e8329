import {ConnectFailedError, ConnectionLostError} from '@gt-town/contract'
import {spawn, type ChildProcess} from 'node:child_process'
import {once} from 'node:events'
import {writeFileSync} from 'node:fs'
import {join} from 'node:path'
import type {Running, Transport} from '../../src/adapters/ssh/transport.js'
import type {Sshd} from './sshd.js'

/** The simplest transport there is, for tests of what stands on one: a system's ssh for each command line. */
export class SystemSsh implements Transport {
  readonly machine = 'west'
  readonly connectMs = undefined
  /** command lines that were started */
  started = 0
  readonly #argv: readonly string[]
  readonly #running = new Set<ChildProcess>()

  /** @param port where that is not the server's own: a proxy's */
  constructor(sshd: Sshd, user = sshd.user, port = sshd.port) {
    const known = join(sshd.folder, `known_hosts-${port}`)
    writeFileSync(
      known,
      sshd.knownHosts.map((line) => `[${sshd.host}]:${port} ${line.slice(line.indexOf(' ') + 1)}\n`).join(''),
    )
    const options = {UserKnownHostsFile: known, IdentitiesOnly: 'yes', BatchMode: 'yes', ControlMaster: 'no'}
    const flags = Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`])
    this.#argv = ['-F', '/dev/null', '-T', '-i', sshd.clientKey, ...flags, '-p', `${port}`, '-l', user, '--', sshd.host]
  }

  async start(commandLine: string): Promise<Running> {
    this.started++
    const child = spawn('ssh', [...this.#argv, commandLine], {stdio: ['pipe', 'pipe', 'pipe']})
    this.#running.add(child)
    child.once('close', () => this.#running.delete(child))
    await once(child, 'spawn')
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      exit: this.#exitOf(child),
      abandon: () => void child.kill('SIGKILL'),
    }
  }

  isUp(): boolean {
    return this.#running.size > 0
  }

  async close(): Promise<void> {
    for (const child of this.#running) child.kill('SIGKILL')
    return Promise.resolve()
  }

  /** 255 is what ssh itself ends with; its last words tell a refusal from a loss. */
  async #exitOf(child: ChildProcess): Promise<{code: number | null; signal: string | null}> {
    let words = ''
    child.stderr?.on('data', (chunk: Buffer) => (words += chunk.toString()))
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
    if (/Permission denied \(/.test(words)) throw new ConnectFailedError(this.machine, 'auth', words.trim())
    if (code === 255 || signal !== null) throw new ConnectionLostError(this.machine, true)
    return {code, signal}
  }
}
