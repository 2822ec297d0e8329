import {UsageError} from '@gt-town/contract'
import {quoteWord} from '@gt-town/text'
import {knownFirst} from '../../trust/key-types.js'
import type {ResolvedSsh} from '../../config/resolved-ssh.js'
import type {SshTarget} from '../target.js'

export interface OpenSshOptions {
  /** the socket by which commands share one connection */
  readonly controlPath: string
  /** the only file of trusted keys */
  readonly knownHosts: string
  /** nothing else may say whom to trust, such as a command or DNS */
  readonly isAlone: boolean
  /** what ssh would do by itself */
  readonly settings: ResolvedSsh
  /** `accept-new` only looks at the key, and logs in nowhere */
  readonly strictHostKeyChecking: 'yes' | 'accept-new'
  /** types of keys to ask for first, of those that `ssh -G` names */
  readonly knownTypes?: readonly string[]
  readonly connectTimeoutMs: number
}

/**
 * What the configuration may say of sessions, and what makes them usual ones again. Some are of OpenSSH 8.7 or later, and an
 * older one ends where it is given one that it does not know: each is given where `ssh -G` names it.
 */
const sessionDefaults: Readonly<Record<string, string>> = {
  ChannelTimeout: 'none',
  ForkAfterAuthentication: 'no',
  RemoteCommand: 'none',
  StdinNull: 'no',
}
/** As much for those whose session has nobody who watches it. */
const noForwarding: Readonly<Record<string, string>> = {
  ClearAllForwardings: 'yes',
  ForwardAgent: 'no',
  ForwardX11: 'no',
  Tunnel: 'no',
  VisualHostKey: 'no',
}

/** What a command, or a shell, gets besides; with `-N` ssh takes it for a mistake. */
export function sessionArguments({raw}: ResolvedSsh): string[] {
  return raw.has('sessiontype') ? ['-o', 'SessionType=default'] : []
}

/** What a command and the process that holds the connection get besides: of the configuration, what leads somewhere else. */
export function backgroundArguments(): string[] {
  return Object.entries(noForwarding).flatMap(([name, value]) => ['-o', `${name}=${value}`])
}

/** What every call of ssh gets before the host; it never asks anybody anything. */
export function openSshArguments(target: SshTarget, options: OpenSshOptions): string[] {
  const set = (name: string, value: string | number): string[] => ['-o', `${name}=${value}`]
  const {raw, hostKeyAlgorithms} = options.settings
  const isKeyScan = options.strictHostKeyChecking === 'accept-new'
  const {knownTypes = []} = options
  const {configFile, port, user, keyPath, hostKeyAlias, tunnel} = target
  return [
    ...(configFile === undefined ? [] : ['-F', configFile]),
    '-T',
    '-S',
    options.controlPath,
    // `-M` beats it.
    ...set('ControlMaster', 'no'),
    ...set('ControlPersist', 'no'),
    ...set('PermitLocalCommand', 'no'),
    ...set('ExitOnForwardFailure', 'no'),
    ...Object.entries(sessionDefaults).flatMap(([name, value]) =>
      raw.has(name.toLowerCase()) ? set(name, value) : [],
    ),
    ...set('BatchMode', 'yes'),
    ...set('StrictHostKeyChecking', options.strictHostKeyChecking),
    ...set('UserKnownHostsFile', quoted(options.knownHosts)),
    ...set('GlobalKnownHostsFile', '/dev/null'),
    ...set('CheckHostIP', 'no'),
    ...(options.isAlone ? set('VerifyHostKeyDNS', 'no') : []),
    ...(options.isAlone && raw.has('knownhostscommand') ? set('KnownHostsCommand', 'none') : []),
    ...(isKeyScan ? set('PreferredAuthentications', 'none') : []),
    ...(isKeyScan && knownTypes.length > 0 && hostKeyAlgorithms
      ? set('HostKeyAlgorithms', knownFirst(hostKeyAlgorithms, knownTypes).join(','))
      : []),
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
  return quoteWord(word).replaceAll('%', '%%')
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
