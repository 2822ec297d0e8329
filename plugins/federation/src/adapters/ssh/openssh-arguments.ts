import {UsageError} from '@gt-town/contract'
import type {SshTarget} from './target.js'

export interface OpenSshOptions {
  /** the socket by which commands share one connection */
  readonly controlPath: string
  /** files of trusted keys, the one that ssh writes new ones to first */
  readonly knownHosts: readonly string[]
  readonly strictHostKeyChecking: 'yes' | 'accept-new'
  readonly connectTimeoutMs: number
}

/** What every call of ssh gets before the host; it never asks anybody anything. */
export function openSshArguments(target: SshTarget, options: OpenSshOptions): string[] {
  const set = (name: string, value: string | number): string[] => ['-o', `${name}=${value}`]
  const {configFile, port, user, keyPath, hostKeyAlias, tunnel} = target
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    '-T',
    '-S',
    options.controlPath,
    ...set('BatchMode', 'yes'),
    ...set('StrictHostKeyChecking', options.strictHostKeyChecking),
    ...set('UserKnownHostsFile', options.knownHosts.map(quoted).join(' ') || 'none'),
    ...set('UpdateHostKeys', 'no'),
    ...set('ConnectTimeout', Math.max(1, Math.ceil(options.connectTimeoutMs / 1000))),
    ...set('ServerAliveInterval', 5),
    ...set('ServerAliveCountMax', 3),
    ...set('TCPKeepAlive', 'yes'),
    ...(hostKeyAlias === undefined ? [] : set('HostKeyAlias', hostKeyAlias)),
    ...(tunnel === undefined ? [] : set('ProxyCommand', tunnel.map(shellWord).join(' '))),
    ...(port === undefined ? [] : ['-p', String(port)]),
    ...(user === undefined ? [] : ['-l', user]),
    ...(keyPath === undefined ? [] : ['-i', keyPath, ...set('IdentitiesOnly', 'yes')]),
  ]
}

/** A word of a ProxyCommand, which a shell reads after ssh has filled in its tokens. */
function shellWord(word: string): string {
  return `'${word.replaceAll("'", String.raw`'\''`).replaceAll('%', '%%')}'`
}

/** A path in a list of paths (ssh_config(5)): quoted, and without tokens such as `%h`. */
function quoted(path: string): string {
  if (/["\n]/.test(path)) {
    throw new UsageError('GT_PATH_INVALID', `ssh cannot be given the path ${JSON.stringify(path)}`, {
      hint: 'use a path without quotes',
    })
  }
  return `"${path.replaceAll('%', '%%')}"`
}
