import {randomBytes} from 'node:crypto'
import type {FarEnd} from './far-end.js'
import {remoteProgram, startLine} from './perl/program.js'
import type {Patience} from './pulse.js'
import {RemoteEnd} from './remote-end.js'
import {startShellEnd} from './shell/start-shell-end.js'
import {ended, lacks, mostNoise, nothingRan, noShell, tooSlow} from './start-error.js'
import type {Running, Transport} from '../transport/transport.js'

export interface StartPatience extends Patience {
  /** how long logging in may take once the link is up: startup files of shells can sleep */
  readonly startMs: number
  /** how long the remote program may hear nothing before it ends what it runs; longer than we wait for it */
  readonly remoteSilenceMs: number
}

const keptComplaint = 2000

/**
 * Starts the remote program, over the link that is there or a new one; where there is no perl, shells do its work.
 * @throws what connecting throws; ConnectFailedError (no shell, or none in time); GtError `GT_REMOTE_LACKS`
 */
export async function startRemoteEnd(transport: Transport, patience: StartPatience): Promise<FarEnd> {
  const marker = `gt-${randomBytes(12).toString('hex')}`
  const running = await start(transport, startLine(marker, patience.remoteSilenceMs))
  // A link that breaks is told by `exit`; a pipe that breaks with it says nothing new.
  running.stdin.on('error', () => undefined)
  running.stdin.write(remoteProgram)
  try {
    const {word, rest} = await greeting(transport.machine, running, marker, patience.startMs)
    if (word === '+') return new RemoteEnd(transport.machine, running, rest, patience)
    if (word === '=') return await startShellEnd(transport, running, patience)
    throw lacks(transport.machine, 'neither perl nor flock is there', 'perl or flock (package util-linux)')
  } catch (error) {
    running.abandon()
    throw error
  }
}

async function start(transport: Transport, line: string): Promise<Running> {
  try {
    return await transport.start(line, {long: true})
  } catch (error) {
    throw nothingRan(transport.machine, error)
  }
}

/** @returns the character after the marker, and what was said after it */
async function greeting(
  machine: string,
  running: Running,
  marker: string,
  startMs: number,
): Promise<{word: string; rest: Buffer}> {
  const {stdout, stderr} = running
  let heard = Buffer.alloc(0)
  let complaint = ''
  stderr.on('data', (chunk: Buffer) => (complaint = `${complaint}${chunk.toString()}`.slice(-keptComplaint)))
  let timer: NodeJS.Timeout | undefined
  let listen: (chunk: Buffer) => void = () => undefined
  try {
    return await new Promise((resolve, reject) => {
      let noise = 0
      listen = (chunk) => {
        noise += chunk.length
        heard = Buffer.concat([heard, chunk])
        const at = heard.indexOf(marker)
        const after = at + marker.length
        if (at >= 0 && heard.length > after) {
          resolve({word: heard.toString('latin1', after, after + 1), rest: heard.subarray(after + 1)})
        } else if (at < 0) heard = heard.subarray(-marker.length)
        if (noise > mostNoise) reject(noShell(machine, 'its startup files print without end'))
      }
      stdout.on('data', listen)
      timer = setTimeout(() => reject(tooSlow(machine, startMs)), startMs)
      running.exit.then(
        // What it printed last may still be on its way.
        () => setImmediate(() => reject(ended(machine, complaint))),
        (error: unknown) => reject(nothingRan(machine, error) as Error),
      )
    })
  } finally {
    clearTimeout(timer)
    stdout.off('data', listen)
  }
}
