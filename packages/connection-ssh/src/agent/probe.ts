import {randomBytes} from 'node:crypto'
import {decodeHealth, probeArgv, probeScript} from '@gt-town/connection'
import type {ExecOptions, ExecResult, Health, ProbeOptions} from '@gt-town/contract'
import {deferred, within} from '@gt-town/waiting'
import type {Running, Transport} from '../transport/transport.js'
import type {RemoteAgent} from './remote-agent.js'
import {endedShellError, forStartupFiles, maxStartupBytes, slowShellError, unusableShellError} from './start-error.js'
import {startChannel} from './start-channel.js'

/** What the probe needs of its connection. */
export interface ProbedConnection {
  /** connects where there is no link yet. @returns also how long that took, in ms */
  connect(): Promise<{agent: RemoteAgent; connectMs: number}>
  execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult>
}

/** Asks for the clock and for all the rest at once: one round trip. */
export async function probeByAgent(connection: ProbedConnection, options: ProbeOptions): Promise<Health> {
  const {agent, connectMs} = await connection.connect()
  const before = Date.now()
  const started = performance.now()
  const clock = agent.clock().then((seconds) => ({seconds, after: Date.now()}))
  const run = connection.execute(probeArgv(options), {effect: 'read', signal: options.signal})
  const [{seconds, after}, result] = await Promise.all([clock, run])
  return decodeHealth(result, {
    connect_ms: Math.round(connectMs),
    exec_ms: Math.round(performance.now() - started),
    clock_skew_ms: Math.round(seconds * 1000 - (before + after) / 2),
  })
}

/**
 * Probes over a channel of its own, without the agent: to start that costs as much as the probe itself.
 * @param startMs how long all of it may take once the link is up
 * @throws what connecting throws; ConnectFailedError (no shell, or none in time); ConnectionLostError; AbortedError
 */
export async function probeDirectly(transport: Transport, options: ProbeOptions, startMs: number): Promise<Health> {
  const {signal} = options
  const started = performance.now()
  const running = await startChannel(transport, 'exec sh', signal)
  const connectMs = performance.now() - started
  const marker = `gt-${randomBytes(12).toString('hex')}`
  const before = Date.now()
  const giveUp = (): void => running.abandon()
  signal?.addEventListener('abort', giveUp, {once: true})
  try {
    signal?.throwIfAborted()
    // A link that breaks is told by `exit`; a pipe that breaks with it says nothing new.
    running.stdin.on('error', () => undefined)
    running.stdin.end(framedScript(marker, options))
    const {text, clock, after} = await outputOf(transport.machine, running, marker, startMs)
    return decodeHealth(
      {stdout: Buffer.from(text)},
      {
        connect_ms: Math.round(connectMs),
        exec_ms: Math.round(performance.now() - started - connectMs),
        clock_skew_ms: skewOf(clock, before, after),
      },
    )
  } finally {
    signal?.removeEventListener('abort', giveUp)
    running.abandon()
  }
}

/** Between two lines with the marker: what startup files print comes before. The first has the time. */
function framedScript(marker: string, options: ProbeOptions): string {
  return `${forStartupFiles}printf '\\n%s %s\\n' ${marker} "$(date +%s.%N)"\n(\n${probeScript(options)}\n) </dev/null\necho ${marker}.\n`
}

interface Output {
  readonly text: string
  /** the other clock, as `date +%s.%N` prints it */
  readonly clock: string
  /** when that was read, in ms since 1970 */
  readonly after: number
}

async function outputOf(machine: string, running: Running, marker: string, startMs: number): Promise<Output> {
  const start = new RegExp(`\\n${marker} (\\S+)\\n`)
  const found = deferred<Output>()
  let errors = ''
  running.stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-2000)))
  let text = ''
  let after: number | undefined
  running.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    const first = start.exec(text)
    if (!first) {
      if (text.length <= maxStartupBytes) return
      return found.reject(unusableShellError(machine, 'its startup files print without end'))
    }
    after ??= Date.now()
    const from = first.index + first[0].length
    const end = text.indexOf(`${marker}.`, from)
    if (end >= 0) found.resolve({text: text.slice(from, end), clock: first[1] ?? '', after})
  })
  running.exit.then(
    // What it printed last may still be on its way.
    () => setImmediate(() => found.reject(endedShellError(machine, errors, text))),
    found.reject,
  )
  return within(startMs, found.promise, () => {
    throw slowShellError(machine, startMs)
  })
}

/** A clock that reads between asking and the answer has no skew that could be told. Some `date` know no fractions: then any counts. */
function skewOf(clock: string, before: number, after: number): number {
  const [seconds = '', fraction = ''] = clock.split('.')
  const isFine = /^\d{9}$/.test(fraction)
  const first = Number(seconds) * 1000 + (isFine ? Number(fraction) / 1e6 : 0)
  const last = isFine ? first : first + 999
  if (last >= before && first <= after) return 0
  return Math.round((first + last) / 2 - after)
}
