import {UsageError} from '@gt-town/contract'
import type {SshTarget} from '../transport/target.js'
import {quoteWord} from '@gt-town/text'
import {resolveSshConfig} from './ssh-config.js'

/**
 * How plain ssh reaches a target: settings of ssh_config(5). What its own configuration says of an alias is written out, since a
 * block of another name does not get it.
 * @throws what `resolveSshConfig` throws
 */
export async function settingsForSsh(target: SshTarget): Promise<(readonly [name: string, value: string])[]> {
  const {host, user, port, configFile, keyPath, knownHosts, tunnel, hostKeyAlias} = target
  const resolved = await resolveSshConfig(host, {user, port, configFile})
  const one = (name: string, value: string | undefined): [string, string][] =>
    value === undefined ? [] : [[name, value]]
  const keys = keyPath === undefined ? resolved.identities.map(({path}) => path) : [keyPath]
  const files = [...(knownHosts === undefined ? [] : [knownHosts]), ...resolved.userKnownHostsFiles]
  return [
    ['HostName', resolved.hostname],
    ['Port', String(resolved.port)],
    ...one('User', resolved.user || undefined),
    ...keys.map((path): [string, string] => ['IdentityFile', quoted(path)]),
    ...(keyPath !== undefined || resolved.identitiesOnly ? one('IdentitiesOnly', 'yes') : []),
    ...one('HostKeyAlias', hostKeyAlias ?? resolved.hostKeyAlias),
    ['UserKnownHostsFile', files.map(quoted).join(' ')],
    ...(tunnel === undefined
      ? [...one('ProxyJump', resolved.proxyJump), ...one('ProxyCommand', resolved.proxyCommand)]
      : one('ProxyCommand', tunnel.map((word) => quoteWord(word).replaceAll('%', '%%')).join(' '))),
  ]
}

/** A path of ssh_config(5), where a blank ends a word and a percent sign begins a token. */
function quoted(path: string): string {
  if (/["\n]/.test(path)) {
    throw new UsageError('GT_PATH_INVALID', `ssh cannot be given the path ${JSON.stringify(path)}`, {
      hint: 'use a path without quotes',
    })
  }
  const plain = path.replaceAll('%', '%%')
  return /[\s#]/.test(plain) ? `"${plain}"` : plain
}
