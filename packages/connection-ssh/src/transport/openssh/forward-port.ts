import type {Readable} from 'node:stream'
import {ConnectFailedError, GtError, type Connection, type ForwardedPort} from '@gt-town/contract'
import {within} from '@gt-town/waiting'
import type {SshTarget} from '../target.js'
import {spawnSsh} from './guarded-ssh.js'
import {openSshError} from './openssh-error.js'
import {trustingArguments} from './trusting-arguments.js'

/** What it has said when it ends arrives within this time. */
const drainMs = 1000

/**
 * Leads connections to a port of this machine to a host that the other one reaches, by the system's ssh: only keys that are
 * trusted already.
 * @param knownHosts a file to write, with what ssh may trust; to be removed afterwards
 * @returns when the signal has fired
 * @throws HostKeyError, ConnectFailedError; GtError `GT_PORT_IN_USE`
 */
export async function forwardPort(
  here: Connection,
  target: SshTarget,
  {port, host, hostPort}: ForwardedPort,
  knownHosts: string,
  {signal, onReady}: {signal: AbortSignal; onReady: () => void},
): Promise<void> {
  const {words, known} = await trustingArguments(here, target, knownHosts)
  const options = words.map((word) => (word === 'ExitOnForwardFailure=no' ? 'ExitOnForwardFailure=yes' : word))
  const where = `127.0.0.1:${port}:${host.includes(':') ? `[${host}]` : host}:${hostPort}`
  const child = spawnSsh([...options, '-v', '-N', '-L', where, '--', target.host], ['ignore', 'ignore', 'pipe'])
  // Its guard ends it with the pipe, of a gt that was killed too.
  const end = (): void => void child.stdio[3]?.destroy()
  signal.addEventListener('abort', end, {once: true})
  if (signal.aborted) end()
  let output = ''
  ;(child.stdio[2] as Readable).on('data', (chunk: Buffer) => {
    const isReady = output.includes('Entering interactive session')
    output = `${output}${chunk.toString()}`.slice(-64_000)
    if (!isReady && output.includes('Entering interactive session')) onReady()
  })
  // Not `once`: that is undone by an error.
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()))
  await new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // Only when its guard has gone too, nobody holds what ssh has said last.
  await within(drainMs, closed, () => undefined)
  if (signal.aborted) return
  if (/Address already in use|cannot listen to port/.test(output)) {
    throw new GtError('GT_PORT_IN_USE', `port ${port} of this machine is in use already`, {
      hint: 'choose another one, or end what listens there',
    })
  }
  if (output.includes('Entering interactive session')) {
    throw new ConnectFailedError(target.machine, 'unreachable', 'the connection ended', {hint: 'start it again'})
  }
  throw openSshError(target.machine, output, known)
}
