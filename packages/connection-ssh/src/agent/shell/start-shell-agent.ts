import {randomBytes} from 'node:crypto'
import {deferred, within} from '@gt-town/waiting'
import type {Running, Transport} from '../../transport/transport.js'
import type {KeepaliveTimeouts} from '../keepalive.js'
import {beforeSending, missingToolsError, slowShellError, unusableShellError} from '../start-error.js'
import {controlScript} from './script.js'
import {ShellAgent} from './shell-agent.js'

/**
 * Makes a shell that is up the control shell of an agent.
 * @param running the shell, which reads its commands from the channel
 * @throws GtError `GT_REMOTE_LACKS`; ConnectFailedError, ConnectionLostError: nothing ran
 */
export async function startShellAgent(
  transport: Transport,
  running: Running,
  timeouts: KeepaliveTimeouts & {readonly startMs: number; readonly remoteSilenceMs: number},
): Promise<ShellAgent> {
  const {machine} = transport
  const token = `gt-${randomBytes(12).toString('hex')}`
  running.stdin.write(controlScript(token, timeouts.remoteSilenceMs))
  const facts = await factsOf(machine, running, token, timeouts.startMs)
  const [control = '', uid = '', sh = '', env = '', setsid = '', sleep = '', lacking = ''] = facts.split('\n')
  const missing = lacking.split(' ').slice(1)
  if (missing.length > 0) {
    throw missingToolsError(
      machine,
      `perl is missing there, and so is what could stand in for it: ${missing.join(', ')}`,
      'perl, or the packages coreutils, sed and util-linux,',
    )
  }
  const mark = token.replace('gt-', 'gt-shell-')
  return new ShellAgent(transport, running, {control, uid, sh, env, setsid, sleep, mark}, timeouts)
}

/** What it prints between the token and a NUL. */
async function factsOf(machine: string, running: Running, token: string, startMs: number): Promise<string> {
  const found = deferred<string>()
  let output = ''
  const listen = (chunk: Buffer): void => {
    output += chunk.toString('latin1')
    const [, facts = ''] = output.split(token)
    if (facts.includes('\0')) found.resolve(facts.slice(0, facts.indexOf('\0')))
  }
  running.stdout.on('data', listen)
  running.exit.then(
    () => found.reject(unusableShellError(machine, 'its sh does not do what it is told')),
    (error: unknown) => found.reject(beforeSending(machine, error)),
  )
  try {
    return await within(startMs, found.promise, () => {
      throw slowShellError(machine, startMs)
    })
  } finally {
    running.stdout.off('data', listen)
  }
}
