import {writeFileSync} from 'node:fs'
import type {Connection} from '@gt-town/contract'
import {neverAborted} from '@gt-town/waiting'
import {resolveSshConfig} from '../../config/ssh-config.js'
import type {ResolvedSsh} from '../../config/resolved-ssh.js'
import {HostKeyCheck} from '../../trust/host-key-check.js'
import {hostKeyName} from '../../trust/names.js'
import {knownHostsPaths} from '../../trust/read-known-hosts.js'
import {defaultConnectTimeoutMs} from '../connect-deadline.js'
import type {SshTarget} from '../target.js'
import {openSshArguments} from './openssh-arguments.js'

/** What a call of the system's ssh gets that shares no connection and takes only keys that are trusted already. */
export interface TrustingArguments {
  /** before the host */
  readonly words: readonly string[]
  readonly settings: ResolvedSsh
  /** the keys that are trusted for it */
  readonly known: HostKeyCheck['known']
}

/**
 * @param here this machine, where the trusted keys lie
 * @param knownHosts a file to write, with what ssh may trust; to be removed when ssh has ended
 * @throws UsageError, HostKeyError `unreadable`
 */
export async function trustingArguments(
  here: Connection,
  target: SshTarget,
  knownHosts: string,
): Promise<TrustingArguments> {
  const {machine, host, user, port, configFile} = target
  const settings = await resolveSshConfig(host, {user, port, configFile})
  const check = await HostKeyCheck.prepare(here, {
    machine,
    owner: {name: hostKeyName(settings.hostname, settings.port), alias: target.hostKeyAlias ?? settings.hostKeyAlias},
    files: knownHostsPaths(target, settings),
    trust: {mode: 'strict'},
    over: neverAborted(),
  })
  const {text, isTowns} = check.forSsh()
  writeFileSync(knownHosts, text, {mode: 0o600})
  const words = openSshArguments(target, {
    controlPath: 'none',
    knownHosts,
    isAlone: isTowns,
    settings,
    strictHostKeyChecking: 'yes',
    connectTimeoutMs: target.connectTimeoutMs ?? defaultConnectTimeoutMs,
  })
  return {words, settings, known: check.known}
}
