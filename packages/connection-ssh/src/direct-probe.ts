import {randomBytes} from 'node:crypto'
import type {Health, ProbeOptions} from '@gt-town/contract'
import {decodeHealth, probeScript} from '@gt-town/connection'
import {ended, mostNoise, noShell, nothingRan, tooSlow} from './agent/start-error.js'
import type {Running, Transport} from './transport/transport.js'

/**
 * Probes over a channel of its own, without the remote program: to start that costs as much as the probe itself.
 * @param startMs how long all of it may take once the link is up
 * @throws what connecting throws; ConnectFailedError (no shell, or none in time); ConnectionLostError; AbortedError
 */
export async function probeDirectly(
  transport: Transport,
  {path, signal}: ProbeOptions,
  startMs: number,
): Promise<Health> {
  const started = performance.now()
  const running = await start(transport, signal)
  const connectMs = performance.now() - started
  const marker = `gt-${randomBytes(12).toString('hex')}`
  const before = Date.now()
  const giveUp = (): void => running.abandon()
  signal?.addEventListener('abort', giveUp, {once: true})
  try {
    signal?.throwIfAborted()
    // A link that breaks is told by `exit`; a pipe that breaks with it says nothing new.
    running.stdin.on('error', () => undefined)
    running.stdin.end(framedScript(marker, path))
    const {said, clock, after} = await hear(transport.machine, running, marker, startMs)
    return decodeHealth(
      {stdout: Buffer.from(said)},
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

async function start(transport: Transport, signal: AbortSignal | undefined): Promise<Running> {
  try {
    // Where the remote program will be, so that both share one link.
    return await transport.start('exec sh', {signal, long: true})
  } catch (error) {
    throw nothingRan(transport.machine, error)
  }
}

/** Between two lines with the marker: what startup files print comes before. The first has the time. */
function framedScript(marker: string, path: string | undefined): string {
  return `printf '\\n%s %s\\n' ${marker} "$(date +%s.%N)"\n(\n${probeScript(path)}\n) </dev/null\necho ${marker}.\n`
}

interface Heard {
  readonly said: string
  /** the other clock, as `date +%s.%N` prints it */
  readonly clock: string
  /** when that was heard, in ms since 1970 */
  readonly after: number
}

async function hear(machine: string, running: Running, marker: string, startMs: number): Promise<Heard> {
  const start = new RegExp(`\\n${marker} (\\S+)\\n`)
  let complaint = ''
  running.stderr.on('data', (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-2000)))
  let timer: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      let text = ''
      let after: number | undefined
      running.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        const found = start.exec(text)
        if (!found) return text.length > mostNoise && reject(noShell(machine, 'its startup files print without end'))
        after ??= Date.now()
        const from = found.index + found[0].length
        const end = text.indexOf(`${marker}.`, from)
        if (end >= 0) resolve({said: text.slice(from, end), clock: found[1] ?? '', after})
      })
      timer = setTimeout(() => reject(tooSlow(machine, startMs)), startMs)
      running.exit.then(
        // What it printed last may still be on its way.
        () => setImmediate(() => reject(ended(machine, complaint))),
        (error: unknown) => reject(error as Error),
      )
    })
  } finally {
    clearTimeout(timer)
  }
}

/** What reads between asking and hearing is no skew that could be told. Some `date` know no fractions: then any counts. */
function skewOf(clock: string, before: number, after: number): number {
  const [seconds = '', fraction = ''] = clock.split('.')
  const isFine = /^\d{9}$/.test(fraction)
  const first = Number(seconds) * 1000 + (isFine ? Number(fraction) / 1e6 : 0)
  const last = isFine ? first : first + 999
  if (last >= before && first <= after) return 0
  return Math.round((first + last) / 2 - after)
}
