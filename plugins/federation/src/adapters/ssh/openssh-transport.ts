import {existsSync, mkdtempSync, rmSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {
  AbortedError,
  ConnectFailedError,
  isGtError,
  messageOf,
  type Connection,
  type HostKeyTrust,
} from '@gt-town/contract'
import {ConnectDeadline, patient} from './connect-deadline.js'
import {connectTimeout} from './connect-error.js'
import {HostKeyCheck, wantedKey} from './host-key-check.js'
import {hostKeyName} from './known-hosts/names.js'
import {readKnownHosts} from './known-hosts/read-known-hosts.js'
import {openSshArguments, type OpenSshOptions} from './openssh-arguments.js'
import {OpenSshCommand} from './openssh-command.js'
import {OpenSshMaster} from './openssh-master.js'
import {Slots} from './slots.js'
import {resolveSshConfig, type ResolvedSsh} from './ssh-config.js'
import {defaultConnectTimeoutMs} from './ssh2-connect.js'
import type {SshTarget} from './target.js'
import type {Running, StartOptions, Transport} from './transport.js'

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
  readonly #short = new Slots(mostAtOnce)
  readonly #running = new Set<OpenSshCommand>()
  #commands = 0
  #folder: string | undefined
  #master: Promise<OpenSshMaster> | undefined
  #up: OpenSshMaster | undefined
  #count = 0

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

  async start(commandLine: string, {signal, long = false}: StartOptions = {}): Promise<Running> {
    if (long) return this.#start(commandLine, signal, () => undefined)
    return new Promise((resolve, reject) => {
      void this.#short.run(async () => {
        let free = (): void => undefined
        const ended = new Promise<void>((done) => (free = done))
        try {
          resolve(await this.#start(commandLine, signal, free))
          await ended
        } catch (error) {
          reject(error instanceof Error ? error : new Error(messageOf(error)))
        }
      })
    })
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
    const words = [...(await this.#args('yes')), '--', this.#target.host, commandLine]
    const command = new OpenSshCommand(this.machine, master, words, join(this.#place, `l${this.#commands++}`), () => {
      this.#running.delete(command)
      onEnd()
    })
    this.#running.add(command)
    return command.running
  }

  async #connected(): Promise<OpenSshMaster> {
    if (this.#up?.isUp) return this.#up
    this.#master ??= this.#connect().finally(() => (this.#master = undefined))
    return this.#master
  }

  async #connect(): Promise<OpenSshMaster> {
    const timeoutMs = this.#target.connectTimeoutMs ?? defaultConnectTimeoutMs
    const deadline = new ConnectDeadline(timeoutMs)
    const stop = AbortSignal.any([deadline.signal, this.#closing.signal])
    try {
      const {trust = {mode: 'strict'}} = patient(this.#target, deadline, stop)
      this.#refuseMissingKey()
      const {trusted} = await this.#check(trust, stop)
      const connect = async (
        strict: OpenSshOptions['strictHostKeyChecking'],
        file?: string,
      ): Promise<OpenSshMaster> => {
        const args = await this.#args(strict, true, file)
        return OpenSshMaster.start(this.machine, this.#target.host, args, this.#controlPath, {signal: stop, trusted})
      }
      // What ssh trusts it does not tell us of.
      if (wantedKey(trust) !== undefined) await this.#learn(trust, stop, connect)
      this.#up = await connect('yes').catch(async (error: unknown) => {
        const isChanged = trust.mode === 'replace' && isGtError(error, 'GT_HOST_KEY_CHANGED')
        if (!isChanged && (!isGtError(error, 'GT_HOST_KEY_UNKNOWN') || trust.mode === 'strict')) throw error
        await this.#learn(trust, stop, connect)
        return connect('yes')
      })
      return this.#up
    } catch (error) {
      if (isGtError(error)) throw error
      if (this.#closing.signal.aborted) throw new AbortedError(`a command on ${this.machine}`)
      throw connectTimeout(this.machine, this.#target.host, timeoutMs)
    } finally {
      deadline.end()
    }
  }

  /** Lets ssh note the key in a file apart, so that it can be judged before anything trusts it. */
  async #learn(
    trust: HostKeyTrust,
    over: AbortSignal,
    connect: (strict: 'accept-new', file: string) => Promise<OpenSshMaster>,
  ): Promise<void> {
    const file = join(this.#place, 'shown')
    const master = await connect('accept-new', file).catch((error: unknown) => {
      // The key is known by now, whether we may log in or not.
      if (isGtError(error, 'GT_AUTH_FAILED')) return undefined
      throw error
    })
    await master?.close()
    const [shown] = await readKnownHosts(this.#here, [file])
    const check = await this.#check(trust, over)
    for (const {key} of shown?.entries ?? []) await check.verify(key.blob)
    rmSync(file, {force: true})
  }

  async #check(trust: HostKeyTrust, over: AbortSignal): Promise<HostKeyCheck> {
    const settings = await this.#settings()
    const alias = this.#target.hostKeyAlias ?? settings.hostKeyAlias
    return HostKeyCheck.prepare(this.#here, {
      machine: this.machine,
      owner: {name: hostKeyName(settings.hostname, settings.port), alias},
      files: this.#knownHosts(settings),
      keepIn: this.#target.knownHosts,
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

  async #args(strict: OpenSshOptions['strictHostKeyChecking'], isNew = false, file?: string): Promise<string[]> {
    // A path of its own for each: a socket that is left behind would refuse the next one.
    if (isNew) this.#count++
    const settings = await this.#settings()
    return openSshArguments(this.#target, {
      controlPath: this.#controlPath,
      // With what is trusted beside it, ssh would note no key that has changed.
      knownHosts: file === undefined ? this.#knownHosts(settings) : [file],
      strictHostKeyChecking: strict,
      connectTimeoutMs: this.#target.connectTimeoutMs ?? defaultConnectTimeoutMs,
    })
  }

  #resolved: Promise<ResolvedSsh> | undefined

  async #settings(): Promise<ResolvedSsh> {
    const {host, user, port, configFile} = this.#target
    return (this.#resolved ??= resolveSshConfig(host, {user, port, configFile, signal: this.#closing.signal}))
  }

  #knownHosts({userKnownHostsFiles}: ResolvedSsh): string[] {
    const {knownHosts} = this.#target
    return [...(knownHosts === undefined ? [] : [knownHosts]), ...userKnownHostsFiles]
  }

  /** Only we may look into it, and its name is short: a socket's path has room for a hundred bytes. */
  get #place(): string {
    return (this.#folder ??= mkdtempSync(join(tmpdir(), 'gt-')))
  }

  get #controlPath(): string {
    return join(this.#place, `s${this.#count}`)
  }
}
