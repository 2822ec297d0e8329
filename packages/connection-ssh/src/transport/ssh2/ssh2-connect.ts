import type {Duplex} from 'node:stream'
import {isGtError, messageOf, type Connection} from '@gt-town/contract'
import type {Client} from 'ssh2'
import {ConnectDeadline, defaultConnectTimeoutMs, withClockStopped} from '../connect-deadline.js'
import {connectError, connectTimeout, forwardError} from '../connect-error.js'
import {HostKeyCheck, verifierOf} from '../../trust/host-key-check.js'
import {orderedKeyTypes} from '../../trust/key-types.js'
import {hostKeyName} from '../../trust/names.js'
import {knownHostsPaths} from '../../trust/read-known-hosts.js'
import {orAborted} from '@gt-town/waiting'
import {parseJumps, type Jump} from './jumps.js'
import {inTurn} from '../handshakes.js'
import {sharedHop, type HopConnection} from './shared-hops.js'
import {openProgram, openProxyCommand, openTcp} from './sockets.js'
import type {ResolvedSsh} from '../../config/resolved-ssh.js'
import {resolveSshConfig} from '../../config/ssh-config.js'
import {identitiesOf} from './ssh2-identities.js'
import {Ssh2LimitError} from './ssh2-limit-error.js'
import {isAskedFor, Ssh2Logins} from './ssh2-logins.js'
import {isDropped, noKeyTaken, secondFactor, tooManyKeys, wrongAnswers} from './ssh2-refusals.js'
import type {SshTarget} from '../target.js'

/** A link that is silent for so long, three times in a row, is dead. */
const keepaliveMs = 5000
/** An agent that is silent for so long, or half the time of the connect, holds no keys. */
const longestAgentMs = 3000
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
    const connected = await orAborted(connectHop(connect, asking, undefined), stop)
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
  const via = last && hop.tunnel === undefined ? await connectVia(connect, last, before.slice(0, -1)) : undefined
  let hasShownKey = false
  const onKey = (): void => void (hasShownKey = true)
  const attempt = async (): Promise<Client> => {
    stop.throwIfAborted()
    let socket: Duplex | undefined
    try {
      socket = last && via ? await forward(connect, via.client, last, settings) : await openSocket(hop, settings, stop)
      return await logIn(connect, hop, settings, socket, onKey)
    } catch (error) {
      socket?.destroy()
      throw error
    }
  }
  try {
    const where = `${settings.hostname}:${settings.port} ${last?.host ?? ''}`
    const client = await inTurn(where, attempt, (error) => !hasShownKey && isDropped(error), stop)
    const close = (): void => {
      client.destroy()
      via?.close()
    }
    client.once('close', () => via?.close())
    return {client, close}
  } catch (error) {
    via?.close()
    throw stop.aborted ? error : connectError(target.machine, whereOf(hop), error)
  }
}

/** A hop before others: machines behind it share it, where nobody is asked about its key. */
async function connectVia(connect: Connect, hop: Jump, before: readonly Jump[]): Promise<HopConnection> {
  const {configFile, knownHosts, trust = {mode: 'strict'}} = connect.target
  const make = async (): Promise<HopConnection> => connectHop(connect, hop, before)
  if (trust.mode !== 'strict') return make()
  return sharedHop(JSON.stringify([hop, before, configFile, knownHosts]), make, connect.stop)
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
  onKey: () => void,
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
  /** what it wants besides a key that it has taken */
  let wanted: string[] | undefined
  const refuse = (error: Error): void => void (refusal = error)
  const broken = new AbortController()
  const fail = (error: unknown): void => broken.abort(error)
  const verify = verifierOf(check, over, {refuse, fail})
  const logins = new Ssh2Logins(target.askLogin, settings, {over, fail})
  let accepted: readonly string[] = []
  try {
    // It may have ended before anybody listened.
    if (socket.destroyed) throw socket.errored ?? new Error('it ended at once')
    const connecting = shell.connect({
      sock: socket,
      username: settings.user,
      hostVerifier: (blob: Buffer, answer: (isTrusted: boolean) => void) => {
        onKey()
        verify(blob, answer)
      },
      algorithms: {serverHostKey: orderedKeyTypes(check.types, settings.hostKeyAlgorithms)},
      authHandler: (left: unknown, isPartial: unknown, answer: (next: unknown) => void) => {
        if (Array.isArray(left)) accepted = left.map(String)
        if (isPartial === true) wanted = [...accepted]
        const reply = (next: unknown): unknown => over.aborted || answer(next)
        const give = (error: unknown): unknown => {
          refuse(error as Error)
          return reply(false)
        }
        const next = async (): Promise<unknown> => (await identities.next()) || logins.next(accepted)
        next().then(reply, give).catch(fail)
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
    if (/too many authentication failures/i.test(messageOf(error))) throw tooManyKeys(machine, error)
    if (level !== 'client-authentication') throw error
    if (logins.hasAsked) throw wrongAnswers(machine, error)
    if (wanted) throw secondFactor(machine, wanted, error)
    const [remark] = identities.remarks
    const reason = `${settings.user}@${settings.hostname} takes none of the keys that could be offered`
    if (remark !== undefined) throw new Ssh2LimitError(machine, 'auth', reason, {hint: remark, cause: error})
    throw noKeyTaken(machine, reason, {asks: accepted.some(isAskedFor), cause: error})
  } finally {
    identities.close()
  }
}

function whereOf({host, port}: Hop): string {
  return port === undefined || port === 22 ? host : `${host}:${port}`
}
