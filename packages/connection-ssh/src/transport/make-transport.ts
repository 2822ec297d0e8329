import type {Connection} from '@gt-town/contract'
import {knownKeyTypes} from '../trust/judge-host-key.js'
import {hostKeyName} from '../trust/names.js'
import {knownHostsPaths, readKnownHosts} from '../trust/read-known-hosts.js'
import {needsOpenSsh} from './needs-openssh.js'
import {OpenSshTransport} from './openssh/openssh-transport.js'
import {Ssh2Transport} from './ssh2/ssh2-transport.js'
import type {ResolvedSsh} from '../config/resolved-ssh.js'
import {resolveSshConfig} from '../config/ssh-config.js'
import type {SshTarget} from './target.js'
import type {Running, StartOptions, Transport} from './transport.js'

/** A link that is made when it is first used, by ssh2 where that can do it, else by the system's ssh. */
export function makeTransport(here: Connection, target: SshTarget): Transport {
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

  async start(commandLine: string, options: StartOptions): Promise<Running> {
    this.#choosing ??= this.#choose().catch((error: unknown) => {
      this.#choosing = undefined
      throw error
    })
    return (await this.#choosing).start(commandLine, options)
  }

  async close(): Promise<void> {
    await this.#choosing?.catch(() => undefined)
    await this.#chosen?.close()
  }

  async #choose(): Promise<Transport> {
    const {host, user, port, configFile} = this.#target
    const resolved = await resolveSshConfig(host, {user, port, configFile})
    const reasons = await this.#reasons(resolved)
    this.#chosen =
      reasons.length === 0
        ? new Ssh2Transport(this.#here, {...this.#target, resolved})
        : new OpenSshTransport(this.#here, this.#target)
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
