import {randomBytes} from 'node:crypto'
import {deferred, within} from '@gt-town/waiting'
import type {Running, Transport} from '../transport/transport.js'
import {perlProgram, startProgram} from './generated/programs.js'
import type {KeepaliveTimeouts} from './keepalive.js'
import {PerlAgent} from './perl/perl-agent.js'
import type {RemoteAgent} from './remote-agent.js'
import {startShellAgent} from './shell/start-shell-agent.js'
import {
  beforeSending,
  forStartupFiles,
  endedShellError,
  maxStartupBytes,
  missingToolsError,
  slowShellError,
  unusableShellError,
} from './start-error.js'
import {startChannel} from './start-channel.js'

export interface AgentTimeouts extends KeepaliveTimeouts {
  /** how long logging in may take once the link is up: startup files of shells can sleep */
  readonly startMs: number
  /** how long the agent may hear nothing before it ends what it runs; longer than we wait for it */
  readonly remoteSilenceMs: number
}

const keptComplaint = 2000
const perlBytes = Buffer.from(perlProgram)

/**
 * Starts the remote agent, over the link that is there or a new one: a perl program, or shells where there is no perl.
 * @throws what connecting throws; ConnectFailedError (no shell, or none in time); GtError `GT_REMOTE_LACKS`
 */
export async function startAgent(transport: Transport, timeouts: AgentTimeouts): Promise<RemoteAgent> {
  const marker = `gt-${randomBytes(12).toString('hex')}`
  const running = await startChannel(transport, startLine(marker, timeouts.remoteSilenceMs))
  // A link that breaks is told by `exit`; a pipe that breaks with it says nothing new.
  running.stdin.on('error', () => undefined)
  running.stdin.write(`${forStartupFiles}${marker}\n`)
  running.stdin.write(perlBytes)
  try {
    const {letter, rest} = await afterMarker(transport.machine, running, marker, timeouts.startMs)
    if (letter === '+') return new PerlAgent(transport.machine, running, rest, timeouts)
    if (letter === '=') return await startShellAgent(transport, running, timeouts)
    throw missingToolsError(transport.machine, 'neither perl nor flock is there', 'perl or flock (package util-linux)')
  } catch (error) {
    running.abandon()
    throw error
  }
}

/**
 * The command line that starts the perl program, which then comes over its input and is never written to a disk. The
 * account's login shell parses it, whichever that is: sh, bash, zsh, fish and csh agree on single quotes around a text
 * without quotes, `!` and line ends. Where there is no perl it becomes a shell that has read past the program.
 * @param marker printed when something is ready, and before it whatever startup files print: after it comes `+` where that
 * is the program, `=` where it is the shell, `-` where there is no flock either
 * @param silenceMs when it has heard nothing for so long, it ends what it runs and then itself
 */
function startLine(marker: string, silenceMs: number): string {
  const script = startProgram.trimEnd().replaceAll('\n', '; ')
  return `exec sh -c '${script}' sh ${perlBytes.length} ${marker} ${silenceMs / 1000}`
}

interface AfterMarker {
  readonly letter: string
  readonly rest: Buffer
}

/** @returns the character after the marker, and what was printed after it */
async function afterMarker(machine: string, running: Running, marker: string, startMs: number): Promise<AfterMarker> {
  const {stdout, stderr} = running
  const found = deferred<AfterMarker>()
  let output = Buffer.alloc(0)
  let bytes = 0
  let errors = ''
  let printed = ''
  stderr.on('data', (chunk: Buffer) => (errors = `${errors}${chunk.toString()}`.slice(-keptComplaint)))
  const listen = (chunk: Buffer): void => {
    bytes += chunk.length
    output = Buffer.concat([output, chunk])
    printed = output.toString().slice(-keptComplaint)
    const at = output.indexOf(marker)
    const after = at + marker.length
    if (at >= 0 && output.length > after) {
      found.resolve({letter: output.toString('latin1', after, after + 1), rest: output.subarray(after + 1)})
    } else if (at < 0) output = output.subarray(-marker.length)
    if (bytes > maxStartupBytes) found.reject(unusableShellError(machine, 'its startup files print without end'))
  }
  stdout.on('data', listen)
  running.exit.then(
    // What it printed last may still be on its way.
    () => setImmediate(() => found.reject(endedShellError(machine, errors, printed))),
    (error: unknown) => found.reject(beforeSending(machine, error)),
  )
  try {
    return await within(startMs, found.promise, () => {
      throw slowShellError(machine, startMs)
    })
  } finally {
    stdout.off('data', listen)
  }
}
