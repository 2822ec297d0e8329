import type {ChildProcessByStdio} from 'node:child_process'
import {readFileSync, rmSync} from 'node:fs'
import {PassThrough, pipeline, type Readable, type Writable} from 'node:stream'
import {AbortedError, ConnectionLostError} from '@gt-town/contract'
import {spawnSsh} from './guarded-ssh.js'
import type {OpenSshMaster} from './openssh-master.js'
import type {Running} from '../transport.js'

type Child = ChildProcessByStdio<Writable, Readable, Readable>
type End = {code: number | null; signal: string | null}

/** Enough for the last message of ssh. */
const keptBytes = 1000

/**
 * One command, by a process of ssh that shares the connection of `master`, or, where sshd lets no more through that one,
 * has one of its own.
 */
export class OpenSshCommand {
  readonly #machine: string
  readonly #master: OpenSshMaster
  readonly #child: Child
  readonly #log: string
  readonly running: Running
  #stderrTail = ''
  #isAbandoned = false

  /**
   * @param args of ssh, all of them
   * @param log a file that ssh can write to what it has to say itself; removed at the end
   * @param onEnd told when it has ended
   */
  constructor(machine: string, master: OpenSshMaster, args: readonly string[], log: string, onEnd: () => void) {
    this.#machine = machine
    this.#master = master
    this.#log = log
    this.#child = spawnSsh(['-E', log, '-o', 'LogLevel=VERBOSE', ...args], ['pipe', 'pipe', 'pipe']) as Child
    const {stdin, stdout, stderr} = this.#child
    stderr.on(
      'data',
      (chunk: Buffer) => (this.#stderrTail = `${this.#stderrTail}${chunk.toString()}`.slice(-keptBytes)),
    )
    // A stream of our own, so that listening to the end of it takes them away from nobody.
    const copy = pipeline(stderr, new PassThrough(), () => undefined)
    const ended = new Promise<number | null>((resolve, reject) => {
      this.#child.once('error', reject)
      this.#child.once('close', resolve)
    })
    const exit = ended.then(async (code) => this.#endOf(code)).finally(onEnd)
    exit.catch(() => undefined)
    this.running = {stdin, stdout, stderr: copy, exit, abandon: () => this.#abandon()}
  }

  end(): void {
    this.#child.kill()
  }

  #abandon(): void {
    this.#isAbandoned = true
    this.end()
  }

  /** ssh ends with the command's code even where the link was cut while output was still on its way. */
  async #endOf(code: number | null): Promise<End> {
    const log = this.#takeLog()
    if (this.#isAbandoned) throw new AbortedError('the command')
    const isWhole =
      code !== null && (hadOwnLink(log) ? !isCut(code, log, this.#stderrTail) : await this.#master.answers())
    if (!isWhole) throw new ConnectionLostError(this.#machine, true)
    return {code, signal: null}
  }

  #takeLog(): string {
    try {
      const log = readFileSync(this.#log, 'utf8')
      rmSync(this.#log, {force: true})
      return log
    } catch (error) {
      // It may have ended before it wrote anything.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ''
      throw error
    }
  }
}

/** Whether it logged in itself, or tried to. */
function hadOwnLink(log: string): boolean {
  return /^(?:Authenticated to |.*session request failed|.*refused session request|ssh: connect to host )/m.test(log)
}

/** ssh says last, among what the command says, that its link was cut (clientloop.c); with 255 also in its log. */
function isCut(code: number, log: string, stderrTail: string): boolean {
  if (/(?:^|\n)(?:Connection to \S+ closed by remote host\.|Read from remote host \S+: .*)\r\n$/.test(stderrTail))
    return true
  return code === 255 && !/^Transferred: sent /m.test(log)
}
