import {randomBytes} from 'node:crypto'
import type {Patience} from '../pulse.js'
import {lacks, nothingRan, noShell, tooSlow} from '../start-error.js'
import type {Running, Transport} from '../../transport/transport.js'
import {pulseScript} from './script.js'
import {ShellEnd} from './shell-end.js'

/**
 * Makes a shell that is up the pulse of a far end.
 * @param running the shell, which reads its commands from the channel
 * @throws GtError `GT_REMOTE_LACKS`; ConnectFailedError, ConnectionLostError: nothing ran
 */
export async function startShellEnd(
  transport: Transport,
  running: Running,
  patience: Patience & {readonly startMs: number; readonly remoteSilenceMs: number},
): Promise<ShellEnd> {
  const {machine} = transport
  const token = `gt-${randomBytes(12).toString('hex')}`
  running.stdin.write(pulseScript(token, patience.remoteSilenceMs))
  const said = await greeting(machine, running, token, patience.startMs)
  const [pulse = '', uid = '', sh = '', env = '', setsid = '', sleep = '', lacking = ''] = said.split('\n')
  const missing = lacking.split(' ').slice(1)
  if (missing.length > 0) {
    throw lacks(
      machine,
      `perl is missing there, and so is what could stand in for it: ${missing.join(', ')}`,
      'perl, or the packages coreutils, sed and util-linux,',
    )
  }
  return new ShellEnd(
    transport,
    running,
    {pulse, uid, sh, env, setsid, sleep, mark: token.replace('gt-', 'gt-shell-')},
    patience,
  )
}

/** What it says between the token and a NUL. */
async function greeting(machine: string, running: Running, token: string, startMs: number): Promise<string> {
  let heard = ''
  let timer: NodeJS.Timeout | undefined
  let listen: (chunk: Buffer) => void = () => undefined
  try {
    return await new Promise((resolve, reject) => {
      listen = (chunk) => {
        heard += chunk.toString('latin1')
        const [, said = ''] = heard.split(token)
        if (said.includes('\0')) resolve(said.slice(0, said.indexOf('\0')))
      }
      running.stdout.on('data', listen)
      timer = setTimeout(() => reject(tooSlow(machine, startMs)), startMs)
      running.exit.then(
        () => reject(noShell(machine, 'its sh does not do what it is told')),
        (error: unknown) => reject(nothingRan(machine, error) as Error),
      )
    })
  } finally {
    clearTimeout(timer)
    running.stdout.off('data', listen)
  }
}
