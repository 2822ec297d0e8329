import {fork, type ChildProcess} from 'node:child_process'
import {randomBytes} from 'node:crypto'
import type {Socket} from 'node:net'
import {fileURLToPath} from 'node:url'

export interface WarmRequest {
  argv: readonly string[]
  cwd: string
  /** the whole environment */
  env: Readonly<Record<string, string>>
}

export interface WarmAnswer {
  code: number | null
  signal: NodeJS.Signals | null
  stdout: string
  stderr: string
}

const server = fileURLToPath(new URL('serve.cjs', import.meta.url))
/** Of each process that runs tests. */
const most = 2
const all = new Set<WarmProcess>()

/**
 * Runs gt in a process that has run it before: the same bundle by the same entry, but Node is started and the bundle loaded already.
 * @returns undefined where all such processes are at work
 */
export async function runWarm(request: WarmRequest): Promise<WarmAnswer | undefined> {
  const free = [...all].find(({isBusy}) => !isBusy) ?? (all.size < most ? new WarmProcess(request.env) : undefined)
  return free?.run(request)
}

/** Runs one command line at a time; ends when the process that started it does. */
class WarmProcess {
  readonly #child: ChildProcess
  readonly #chunks = {stdout: [] as Buffer[], stderr: [] as Buffer[]}
  #run: {mark: string; code?: number; resolve: (answer: WarmAnswer) => void; reject: (error: Error) => void} | undefined

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = fork(server, {env, execArgv: [], stdio: ['pipe', 'pipe', 'pipe', 'ipc']})
    this.#child.stdin?.end()
    for (const name of ['stdout', 'stderr'] as const) {
      this.#child[name]?.on('data', (chunk: Buffer) => {
        this.#chunks[name].push(chunk)
        this.#look()
      })
    }
    this.#child.on('message', ({code}: {code: number}) => {
      if (this.#run) this.#run.code = code
      this.#look()
    })
    // gt ended its process, or did what the next run in it would notice.
    this.#child.on('close', (code, signal) => {
      all.delete(this)
      this.#run?.resolve({code, signal, stdout: this.#text('stdout'), stderr: this.#text('stderr')})
    })
    this.#child.on('error', (error) => this.#run?.reject(error))
    all.add(this)
  }

  get isBusy(): boolean {
    return this.#run !== undefined
  }

  async run(request: WarmRequest): Promise<WarmAnswer> {
    this.#keepAlive(true)
    try {
      return await new Promise((resolve, reject) => {
        const mark = `\0${randomBytes(16).toString('hex')}`
        this.#run = {mark, resolve, reject}
        this.#child.send({...request, mark})
      })
    } finally {
      this.#run = undefined
      this.#chunks.stdout = []
      this.#chunks.stderr = []
      this.#keepAlive(false)
    }
  }

  /** It has answered when all is read that it printed. */
  #look(): void {
    if (this.#run?.code === undefined) return
    const {mark, code, resolve} = this.#run
    const [stdout, stderr] = [this.#text('stdout'), this.#text('stderr')]
    if (!stdout.endsWith(mark) || !stderr.endsWith(mark)) return
    resolve({code, signal: null, stdout: stdout.slice(0, -mark.length), stderr: stderr.slice(0, -mark.length)})
  }

  #text(name: 'stdout' | 'stderr'): string {
    return Buffer.concat(this.#chunks[name]).toString()
  }

  /** Between two runs it keeps nobody waiting. */
  #keepAlive(isWanted: boolean): void {
    const change = isWanted ? 'ref' : 'unref'
    const {channel, stdout, stderr} = this.#child
    for (const part of [this.#child, channel, stdout as Socket | null, stderr as Socket | null]) part?.[change]()
  }
}
