import {isGtError, type Connection} from '@gt-town/contract'
import {knownKeyTypes} from '../trust/judge-host-key.js'
import {hostKeyName} from '../trust/names.js'
import {knownHostsPaths, readKnownHosts} from '../trust/read-known-hosts.js'
import {HeldTransport} from '../held/held-transport.js'
import {needsOpenSsh} from './needs-openssh.js'
import {OpenSshTransport} from './openssh/openssh-transport.js'
import {defaultConnectTimeoutMs} from './connect-deadline.js'
import {Ssh2LimitError} from './ssh2/ssh2-limit-error.js'
import {Ssh2Transport} from './ssh2/ssh2-transport.js'
import type {ResolvedSsh} from '../config/resolved-ssh.js'
import {resolveSshConfig} from '../config/ssh-config.js'
import type {SshTarget} from './target.js'
import type {Running, StartOptions, Transport} from './transport.js'

/** A link that is made when it is first used, by ssh2 where that can do it, else by the system's ssh; kept where that is wanted. */
export function makeTransport(here: Connection, target: SshTarget): Transport {
  const {hold, trust = {mode: 'strict'}} = target
  // Only who trusts nothing new: what else is asked about a key is asked once, by this process.
  if (hold === undefined || trust.mode !== 'strict') return makeOwnTransport(here, target)
  return new HeldTransport(target, () => makeOwnTransport(here, target))
}

function makeOwnTransport(here: Connection, target: SshTarget): Transport {
  switch (target.transport ?? 'auto') {
    case 'ssh2':
      return new Ssh2Transport(here, target)
    case 'openssh':
      return new OpenSshTransport(here, target)
    case 'auto':
      return new ChosenTransport(here, target)
  }
}

class ChosenTransport implements Transport {
  readonly machine: string
  readonly #here: Connection
  readonly #target: SshTarget
  #choosing: Promise<Transport> | undefined
  #chosen: Transport | undefined
  #resolved: ResolvedSsh | undefined

  constructor(here: Connection, target: SshTarget) {
    this.#here = here
    this.#target = target
    this.machine = target.machine
  }

  get connectMs(): number | undefined {
    return this.#chosen?.connectMs
  }

  isUp(): boolean {
    return this.#chosen?.isUp() ?? false
  }

  async tellsSignals(): Promise<boolean> {
    return (await this.#transport()).tellsSignals()
  }

  async start(commandLine: string, options: StartOptions): Promise<Running> {
    const transport = await this.#transport()
    const started = performance.now()
    try {
      return await transport.start(commandLine, options)
    } catch (error) {
      if (!(error instanceof Ssh2LimitError) || !(transport instanceof Ssh2Transport)) throw error
      return this.#startByOpenSsh(error, commandLine, options, performance.now() - started)
    }
  }

  /** Where ssh2 could not: nothing has run yet. */
  async #startByOpenSsh(
    error: Ssh2LimitError,
    commandLine: string,
    options: StartOptions,
    passedMs: number,
  ): Promise<Running> {
    const {connectTimeoutMs = this.#target.connectTimeoutMs ?? defaultConnectTimeoutMs} = options
    const openSsh = new OpenSshTransport(this.#here, {
      ...this.#target,
      ...(this.#resolved && {resolved: this.#resolved}),
    })
    try {
      const leftMs = Math.max(1000, connectTimeoutMs - passedMs)
      const running = await openSsh.start(commandLine, {...options, connectTimeoutMs: leftMs})
      await this.#chosen?.close()
      this.#chosen = openSsh
      this.#choosing = Promise.resolve(openSsh)
      return running
    } catch (other) {
      await openSsh.close()
      if (isGtError(other, 'GT_ABORTED')) throw other
      // Of keys that are not taken ours says more; of what the two sides have in common, ssh's.
      throw error.kind === 'auth' || isGtError(other, 'GT_SSH_MISSING') ? error : other
    }
  }

  async close(): Promise<void> {
    await this.#choosing?.catch(() => undefined)
    await this.#chosen?.close()
  }

  async #transport(): Promise<Transport> {
    this.#choosing ??= this.#choose().catch((error: unknown) => {
      this.#choosing = undefined
      throw error
    })
    return this.#choosing
  }

  async #choose(): Promise<Transport> {
    const {host, user, port, configFile} = this.#target
    const resolved = this.#target.resolved ?? (await resolveSshConfig(host, {user, port, configFile}))
    this.#resolved = resolved
    const reasons = await this.#reasons(resolved)
    this.#chosen =
      reasons.length === 0
        ? new Ssh2Transport(this.#here, {...this.#target, resolved})
        : new OpenSshTransport(this.#here, {...this.#target, resolved})
    return this.#chosen
  }

  /** Why ssh2 cannot do it. */
  async #reasons(settings: ResolvedSsh): Promise<string[]> {
    const {hostKeyAlias} = this.#target
    const files = knownHostsPaths(this.#target, settings)
    const alias = hostKeyAlias ?? settings.hostKeyAlias
    const owner = {name: hostKeyName(settings.hostname, settings.port), alias}
    return needsOpenSsh(settings, knownKeyTypes(owner, await readKnownHosts(this.#here, files)))
  }
}
