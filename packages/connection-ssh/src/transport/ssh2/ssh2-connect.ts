import type {Duplex} from 'node:stream'
import {ConnectFailedError, isGtError, type Connection} from '@gt-town/contract'
import type {Client} from 'ssh2'
import {ConnectDeadline, defaultConnectTimeoutMs, withClockStopped} from '../connect-deadline.js'
import {connectError, connectTimeout, forwardError} from '../connect-error.js'
import {HostKeyCheck, verifierOf} from '../../trust/host-key-check.js'
import {orderedKeyTypes} from '../../trust/key-types.js'
import {hostKeyName} from '../../trust/names.js'
import {knownHostsPaths} from '../../trust/read-known-hosts.js'
import {orAborted} from '@gt-town/waiting'
import pLimit, {type LimitFunction} from 'p-limit'
import {parseJumps, type Jump} from './jumps.js'
import {openProgram, openProxyCommand, openTcp} from './sockets.js'
import type {ResolvedSsh} from '../../config/resolved-ssh.js'
import {resolveSshConfig} from '../../config/ssh-config.js'
import {identitiesOf} from './ssh2-identities.js'
import type {SshTarget} from '../target.js'

/** A link that is silent for so long, three times in a row, is dead. */
const keepaliveMs = 5000
/** An agent that is silent for so long, or half the time of the connect, holds no keys. */
const longestAgentMs = 3000
/** An sshd drops some of those who have not logged in yet when they are more than ten (MaxStartups). */
const mostHandshakes = 8
/** By host and port: one that never answers holds up no other. */
const handshakes = new Map<string, LimitFunction>()

/** A connection that stands, and what to close with it: the hops on the way. */
export interface Connected {
  readonly client: Client
  readonly connectMs: number
  close(): void
}

/**
 * Connects and logs in, over all hops.
 * @param here this machine, where the files with trusted keys lie
 * @throws ConnectFailedError, HostKeyError; AbortedError is left to the caller, whose `signal` it is
 */
export async function connectSsh2(here: Connection, target: SshTarget, signal: AbortSignal): Promise<Connected> {
  const timeoutMs = target.connectTimeoutMs ?? defaultConnectTimeoutMs
  const started = performance.now()
  const deadline = new ConnectDeadline(timeoutMs)
  const stop = AbortSignal.any([signal, deadline.signal])
  const ended = new AbortController()
  const over = AbortSignal.any([stop, ended.signal])
  const asking = {...target, ...withClockStopped(target, deadline, over)}
  const connect = {here, target: asking, stop, over}
  try {
    const connecting = handshakesWith(target)(async () => connectHop(connect, asking, undefined))
    const connected = await orAborted(connecting, stop)
    return {...connected, connectMs: Math.round(performance.now() - started)}
  } catch (error) {
    if (deadline.signal.aborted && !isGtError(error)) throw connectTimeout(target.machine, whereOf(target), timeoutMs)
    throw connectError(target.machine, whereOf(target), error)
  } finally {
    deadline.end()
    // An answer that comes later counts for nothing.
    ended.abort()
  }
}

function handshakesWith(target: SshTarget): LimitFunction {
  const where = whereOf(target)
  const slots = handshakes.get(where) ?? pLimit(mostHandshakes)
  handshakes.set(where, slots)
  return slots
}

interface Connect {
  readonly here: Connection
  readonly target: SshTarget
  /** whatever is under way ends with it, at once */
  readonly stop: AbortSignal
  /** aborted when the connect has ended, whichever way */
  readonly over: AbortSignal
}

type Hop = Pick<SshTarget, 'host' | 'port' | 'user' | 'keyPath' | 'tunnel' | 'hostKeyAlias'>

/** One host on the way, or the last. @param jumps the hops before it, where its own settings do not count */
async function connectHop(
  connect: Connect,
  hop: Hop,
  jumps: readonly Jump[] | undefined,
): Promise<Omit<Connected, 'connectMs'>> {
  const {target, stop} = connect
  stop.throwIfAborted()
  const settings = (hop === target ? target.resolved : undefined) ?? (await settingsOf(hop, connect))
  const before = jumps ?? parseJumps(settings.proxyJump)
  const last = before.at(-1)
  const via = last && hop.tunnel === undefined ? await connectHop(connect, last, before.slice(0, -1)) : undefined
  let socket: Duplex | undefined
  try {
    socket = last && via ? await forward(connect, via.client, last, settings) : await openSocket(hop, settings, stop)
    const client = await logIn(connect, hop, settings, socket)
    const close = (): void => {
      client.destroy()
      via?.close()
    }
    client.once('close', () => via?.close())
    return {client, close}
  } catch (error) {
    socket?.destroy()
    via?.close()
    throw stop.aborted ? error : connectError(target.machine, whereOf(hop), error)
  }
}

async function settingsOf(hop: Hop, {target, stop}: Connect): Promise<ResolvedSsh> {
  return resolveSshConfig(hop.host, {
    ...(hop.user !== undefined && {user: hop.user}),
    ...(hop.port !== undefined && {port: hop.port}),
    ...(target.configFile !== undefined && {configFile: target.configFile}),
    signal: stop,
  })
}

async function openSocket(hop: Hop, settings: ResolvedSsh, stop: AbortSignal): Promise<Duplex> {
  if (hop.tunnel) return openProgram(hop.tunnel)
  const {hostname, port, proxyCommand} = settings
  return proxyCommand === undefined ? openTcp(hostname, port, stop) : openProxyCommand(proxyCommand)
}

async function forward(
  {target, stop}: Connect,
  via: Client,
  last: Jump,
  {hostname, port}: ResolvedSsh,
): Promise<Duplex> {
  const opening = new Promise<Duplex>((resolve, reject) => {
    via.forwardOut('127.0.0.1', 0, hostname, port, (error, stream) => {
      if (error) return reject(forwardError(target.machine, `${hostname}:${port}`, whereOf(last), error.message))
      // The hop keeps its half open when the stretch beyond it breaks, and ssh2 waits for both.
      stream.once('end', () => stream.destroy())
      resolve(stream)
    })
  })
  return orAborted(opening, stop)
}

async function logIn(
  {here, target, stop, over}: Connect,
  hop: Hop,
  settings: ResolvedSsh,
  socket: Duplex,
): Promise<Client> {
  // 80 ms to load: only who reaches a machine pays for it.
  const {NodeSSH} = await import('node-ssh')
  const ssh2 = (await import('ssh2')).default
  const {machine, trust = {mode: 'strict'}} = target
  const alias = hop.hostKeyAlias ?? settings.hostKeyAlias
  const preparing = HostKeyCheck.prepare(here, {
    machine,
    owner: {name: hostKeyName(settings.hostname, settings.port), alias},
    files: knownHostsPaths(target, settings),
    trust,
    isHop: hop !== target,
    over,
  })
  const check = await orAborted(preparing, stop)
  const owner = {machine, keyPath: hop.keyPath, askPassphrase: target.askPassphrase}
  const agentMs = Math.min(longestAgentMs, (target.connectTimeoutMs ?? defaultConnectTimeoutMs) / 2)
  const identities = await orAborted(identitiesOf(ssh2, owner, settings, {over, agentMs}), stop)
  const shell = new NodeSSH()
  let refusal: Error | undefined
  const refuse = (error: Error): void => void (refusal = error)
  const broken = new AbortController()
  const fail = (error: unknown): void => broken.abort(error)
  try {
    // It may have ended before anybody listened.
    if (socket.destroyed) throw socket.errored ?? new Error('it ended at once')
    const connecting = shell.connect({
      sock: socket,
      username: settings.user,
      hostVerifier: verifierOf(check, over, {refuse, fail}),
      algorithms: {serverHostKey: orderedKeyTypes(check.types, settings.hostKeyAlgorithms)},
      authHandler: (_left: unknown, _partial: unknown, answer: (next: unknown) => void) => {
        const reply = (next: unknown): unknown => over.aborted || answer(next)
        const give = (error: unknown): unknown => {
          refuse(error as Error)
          return reply(false)
        }
        identities.next().then(reply, give).catch(fail)
      },
      keepaliveInterval: keepaliveMs,
      keepaliveCountMax: 3,
      // The deadline of all hops together is ours.
      readyTimeout: 0,
    } as Parameters<typeof shell.connect>[0])
    // node-ssh stops listening once it stands; whoever holds it then hears of its end by `close`.
    shell.connection?.on('error', () => undefined)
    await orAborted(connecting, AbortSignal.any([stop, broken.signal]))
    const client = shell.connection
    if (!client) throw new Error('the connection ended as soon as it stood')
    return client
  } catch (error) {
    if (refusal) throw refusal
    const {level} = error as {level?: string}
    if (level !== 'client-authentication') throw error
    const [remark] = identities.remarks
    throw new ConnectFailedError(
      machine,
      'auth',
      `${settings.user}@${settings.hostname} takes none of the keys that could be offered`,
      {hint: remark ?? 'add your public key to ~/.ssh/authorized_keys there, or name the right key', cause: error},
    )
  } finally {
    identities.close()
  }
}

function whereOf({host, port}: Hop): string {
  return port === undefined || port === 22 ? host : `${host}:${port}`
}
