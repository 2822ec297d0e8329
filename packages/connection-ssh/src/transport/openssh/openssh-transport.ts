import {existsSync, rmSync, writeFileSync} from 'node:fs'
import {join} from 'node:path'
import {
  AbortedError,
  ConnectFailedError,
  HostKeyError,
  isGtError,
  type Connection,
  type HostKeyTrust,
} from '@gt-town/contract'
import {deferred} from '@gt-town/waiting'
import pLimit from 'p-limit'
import {inTurn} from '../handshakes.js'
import {ConnectDeadline, defaultConnectTimeoutMs, withClockStopped} from '../connect-deadline.js'
import {connectTimeout} from '../connect-error.js'
import {HostKeyCheck, wantedKey} from '../../trust/host-key-check.js'
import type {HostKey} from '../../trust/host-key.js'
import {hostKeyName} from '../../trust/names.js'
import {parseKnownHosts} from '../../trust/parse-known-hosts.js'
import {knownHostsPaths} from '../../trust/read-known-hosts.js'
import {makeLinkFolder} from './link-folder.js'
import {openSshArguments, sessionArguments, backgroundArguments, type OpenSshOptions} from './openssh-arguments.js'
import {OpenSshCommand} from './openssh-command.js'
import {OpenSshMaster} from './openssh-master.js'
import type {ResolvedSsh} from '../../config/resolved-ssh.js'
import {resolveSshConfig} from '../../config/ssh-config.js'
import type {SshTarget} from '../target.js'
import type {Running, StartOptions, Transport} from '../transport.js'

/** What ssh may trust. */
type HostKeyOptions = Pick<OpenSshOptions, 'strictHostKeyChecking' | 'knownHosts' | 'isAlone' | 'knownTypes'>

/** sshd allows ten on one connection (MaxSessions); what it refuses, ssh sends over a connection of its own. */
const mostAtOnce = 8

/**
 * SSH by the system's own ssh: for what ssh2 cannot do, such as certificates and security keys. One process holds the
 * connection, each command is a process that shares it. A command that a signal ended is told as exit code 255: ssh does not
 * say which one it was.
 */
export class OpenSshTransport implements Transport {
  readonly machine: string
  readonly #here: Connection
  readonly #target: SshTarget
  readonly #closing = new AbortController()
  readonly #short = pLimit(mostAtOnce)
  readonly #running = new Set<OpenSshCommand>()
  #commands = 0
  #folder: string | undefined
  #hostKeyOptions: HostKeyOptions = {strictHostKeyChecking: 'yes', knownHosts: '/dev/null', isAlone: true}
  #master: Promise<OpenSshMaster> | undefined
  #up: OpenSshMaster | undefined
  #count = 0
  /** of the next link */
  #connectTimeoutMs = defaultConnectTimeoutMs

  constructor(here: Connection, target: SshTarget) {
    this.#here = here
    this.#target = target
    this.machine = target.machine
  }

  get connectMs(): number | undefined {
    return this.#up?.connectMs
  }

  isUp(): boolean {
    return this.#up?.isUp ?? false
  }

  async tellsSignals(): Promise<boolean> {
    return Promise.resolve(false)
  }

  async start(commandLine: string, {signal, long = false, connectTimeoutMs}: StartOptions = {}): Promise<Running> {
    this.#connectTimeoutMs = connectTimeoutMs ?? this.#target.connectTimeoutMs ?? defaultConnectTimeoutMs
    if (long) return this.#start(commandLine, signal, () => undefined)
    const started = deferred<Running>()
    void this.#short(async () => {
      const ended = deferred()
      try {
        started.resolve(await this.#start(commandLine, signal, ended.resolve))
        await ended.promise
      } catch (error) {
        started.reject(error)
      }
    })
    return started.promise
  }

  async close(): Promise<void> {
    this.#closing.abort()
    for (const command of this.#running) command.end()
    await this.#up?.close()
    if (this.#folder !== undefined) rmSync(this.#folder, {recursive: true, force: true})
    this.#folder = undefined
  }

  async #start(commandLine: string, signal: AbortSignal | undefined, onEnd: () => void): Promise<Running> {
    if (signal?.aborted || this.#closing.signal.aborted) throw new AbortedError(`a command on ${this.machine}`)
    const master = await this.#connected()
    if (signal?.aborted) throw new AbortedError(`a command on ${this.machine}`, {cause: signal.reason})
    const session = sessionArguments(await this.#settings())
    const args = [...(await this.#args(this.#hostKeyOptions)), ...session, '--', this.#target.host, commandLine]
    const command = new OpenSshCommand(
      this.machine,
      master,
      args,
      join(this.#linkFolder, `l${this.#commands++}`),
      () => {
        this.#running.delete(command)
        onEnd()
      },
    )
    this.#running.add(command)
    return command.running
  }

  async #connected(): Promise<OpenSshMaster> {
    if (this.#up?.isUp) return this.#up
    this.#master ??= this.#connect().finally(() => (this.#master = undefined))
    return this.#master
  }

  async #connect(): Promise<OpenSshMaster> {
    const timeoutMs = this.#connectTimeoutMs
    const deadline = new ConnectDeadline(timeoutMs)
    const stop = AbortSignal.any([deadline.signal, this.#closing.signal])
    try {
      const {trust = {mode: 'strict'}} = withClockStopped(this.#target, deadline, stop)
      this.#refuseMissingKey()
      const check = await this.#check(trust, stop)
      const start = async (hostKey: HostKeyOptions): Promise<OpenSshMaster> => {
        const {hostname, port} = await this.#settings()
        const attempt = async (): Promise<OpenSshMaster> => {
          // A path of its own for each: a socket that is left behind would refuse the next one.
          this.#count++
          const args = await this.#args(hostKey)
          const options = {signal: stop, known: check.known}
          return OpenSshMaster.start(this.machine, this.#target.host, args, this.#controlPath, options)
        }
        return inTurn(`${hostname}:${port}`, attempt, isDropped, stop)
      }
      const trusting = async (only?: HostKey): Promise<OpenSshMaster> => start(this.#trusted(check, only))
      // Of a key that it trusts ssh asks nobody.
      if (trust.mode === 'replace' || wantedKey(trust) !== undefined) {
        this.#up = await trusting(await this.#scanHostKey(check, start))
      } else {
        this.#up = await trusting().catch(async (error: unknown) => {
          if (trust.mode === 'strict' || !isGtError(error, 'GT_HOST_KEY_UNKNOWN')) throw error
          return trusting(await this.#scanHostKey(check, start))
        })
      }
      return this.#up
    } catch (error) {
      if (isGtError(error)) throw error
      if (this.#closing.signal.aborted) throw new AbortedError(`a command on ${this.machine}`)
      throw connectTimeout(this.machine, this.#target.host, timeoutMs)
    } finally {
      deadline.end()
    }
  }

  /** Lets ssh note the key in a file apart, and log in nowhere, so that it is judged before anything trusts it. */
  async #scanHostKey(
    check: HostKeyCheck,
    start: (hostKey: HostKeyOptions) => Promise<OpenSshMaster>,
  ): Promise<HostKey> {
    check.forSsh()
    const knownHosts = join(this.#linkFolder, 'shown')
    rmSync(knownHosts, {force: true})
    try {
      const options = {strictHostKeyChecking: 'accept-new', knownHosts, isAlone: true, knownTypes: check.types} as const
      const master = await start(options)
      await master.close()
    } catch (error) {
      // The key is known by now.
      if (!isGtError(error, 'GT_AUTH_FAILED')) throw error
    }
    const [entry] = parseKnownHosts((await this.#here.readFile(knownHosts)).toString('latin1')).entries
    if (!entry) throw new HostKeyError(`${this.machine}: ssh noted no key of it`, 'unknown', {})
    return check.verify(entry.key.blob)
  }

  /** @param only see `HostKeyCheck.forSsh` */
  #trusted(check: HostKeyCheck, only: HostKey | undefined): HostKeyOptions {
    const {text, isTowns} = check.forSsh(only)
    const knownHosts = join(this.#linkFolder, 'known')
    writeFileSync(knownHosts, text, {mode: 0o600})
    return (this.#hostKeyOptions = {strictHostKeyChecking: 'yes', knownHosts, isAlone: isTowns})
  }

  async #check(trust: HostKeyTrust, over: AbortSignal): Promise<HostKeyCheck> {
    const settings = await this.#settings()
    const alias = this.#target.hostKeyAlias ?? settings.hostKeyAlias
    return HostKeyCheck.prepare(this.#here, {
      machine: this.machine,
      owner: {name: hostKeyName(settings.hostname, settings.port), alias},
      files: knownHostsPaths(this.#target, settings),
      trust,
      over,
    })
  }

  /** ssh would only print a warning, and offer others. */
  #refuseMissingKey(): void {
    const {keyPath} = this.#target
    if (keyPath === undefined || existsSync(keyPath)) return
    throw new ConnectFailedError(this.machine, 'auth', `the key ${keyPath} is not there`, {
      hint: 'name a private key that is there and that you may read',
    })
  }

  async #args(options: HostKeyOptions): Promise<string[]> {
    const args = openSshArguments(this.#target, {
      ...options,
      controlPath: this.#controlPath,
      settings: await this.#settings(),
      connectTimeoutMs: this.#connectTimeoutMs,
    })
    return [...args, ...backgroundArguments()]
  }

  #resolved: Promise<ResolvedSsh> | undefined

  async #settings(): Promise<ResolvedSsh> {
    const {host, user, port, configFile} = this.#target
    const {resolved} = this.#target
    if (resolved) return resolved
    return (this.#resolved ??= resolveSshConfig(host, {user, port, configFile, signal: this.#closing.signal}))
  }

  get #linkFolder(): string {
    return (this.#folder ??= makeLinkFolder())
  }

  get #controlPath(): string {
    return join(this.#linkFolder, `s${this.#count}`)
  }
}

/** It ended before it said who it is: an sshd that has too many at its door does that (MaxStartups of sshd_config(5)). */
function isDropped(error: unknown): boolean {
  return (
    isGtError(error, 'GT_MACHINE_UNREACHABLE') &&
    /kex_exchange_identification|^.*Connection (?:closed|reset) by/m.test(error.message)
  )
}
