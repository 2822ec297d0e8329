import {randomBytes} from 'node:crypto'
import {ConnectFailedError, ConnectionLostError, GtError, isGtError} from '@gt-town/contract'
import {remoteProgram, startLine} from './perl/program.js'
import {RemoteEnd, type Patience} from './remote-end.js'
import type {Running, Transport} from './transport.js'

export interface StartPatience extends Patience {
  /** how long logging in may take once the link is up: startup files of shells can sleep */
  readonly startMs: number
  /** how long the remote program may hear nothing before it ends what it runs; longer than we wait for it */
  readonly remoteSilenceMs: number
}

/** No startup file says more than this before it is taken for one that never ends. */
export const mostNoise = 4 * 1024 * 1024
const keptComplaint = 2000

/**
 * Starts the remote program, over the link that is there or a new one.
 * @throws what connecting throws; ConnectFailedError (no shell, or none in time); GtError `GT_REMOTE_LACKS`
 */
export async function startRemoteEnd(transport: Transport, patience: StartPatience): Promise<RemoteEnd> {
  const marker = `gt-${randomBytes(12).toString('hex')}`
  const program = remoteProgram(marker, patience.remoteSilenceMs)
  const running = await start(transport, startLine(program.length, marker))
  // A link that breaks is told by `exit`; a pipe that breaks with it says nothing new.
  running.stdin.on('error', () => undefined)
  running.stdin.write(program)
  try {
    const rest = await greeting(transport.machine, running, marker, patience.startMs)
    return new RemoteEnd(transport.machine, running, rest, patience)
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

/** Whatever was lost here, what the caller wants done had not been sent. */
export function nothingRan(machine: string, error: unknown): unknown {
  return isGtError(error, 'GT_CONNECTION_LOST') ? new ConnectionLostError(machine, false, {cause: error}) : error
}

/** @returns what was said after the marker */
async function greeting(machine: string, running: Running, marker: string, startMs: number): Promise<Buffer> {
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
          const rest = heard.subarray(after + 1)
          if (heard.toString('latin1', after, after + 1) === '+') resolve(rest)
          else reject(lacks(machine, 'perl'))
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

export function ended(machine: string, complaint: string): GtError {
  const [missing] = /Can't locate \S+/.exec(complaint) ?? []
  if (missing) return lacks(machine, `perl with its core modules (${missing})`)
  const said = complaint.trim().split('\n').at(-1) ?? ''
  return noShell(machine, `its login shell runs no programs${said === '' ? '' : `: ${said}`}`)
}

function lacks(machine: string, what: string): GtError {
  return new GtError('GT_REMOTE_LACKS', `${machine}: ${what} is missing there`, {
    hint: `install it on ${machine}: package perl`,
  })
}

export function tooSlow(machine: string, startMs: number): GtError {
  return new ConnectFailedError(machine, 'unreachable', `its login shell did not start within ${startMs / 1000} s`, {
    hint: 'see what its startup files (such as .bashrc) wait for',
  })
}

export function noShell(machine: string, reason: string): GtError {
  return new ConnectFailedError(machine, 'unsupported', reason, {
    hint: `see that \`ssh\` can run a command there, and what the startup files of its login shell do`,
  })
}
