import {parseHost, parseUser} from '../host.js'
import {agentSocket} from './agent-socket.js'
import {askSsh} from './ask-ssh.js'
import {expander} from './expand.js'
import {lookAtIdentities, type Identity} from './identities.js'
import {isOn, listOf, pathsOf, secondsOf, type Settings} from './settings.js'

/** What ssh would do to reach a host, of its own configuration. Paths are absolute, tokens such as `%h` filled in. */
export interface ResolvedSsh {
  readonly hostname: string
  readonly user: string
  readonly port: number
  /** in the order to try them; those of ssh's defaults need not exist */
  readonly identityFiles: readonly string[]
  /** those that exist */
  readonly identities: readonly Identity[]
  readonly identitiesOnly: boolean
  /** the agent's socket; undefined where there is none or none is wanted */
  readonly identityAgent: string | undefined
  /** `[user@]host[:port]`, comma-separated from the first hop on */
  readonly proxyJump: string | undefined
  /** for a shell */
  readonly proxyCommand: string | undefined
  readonly userKnownHostsFiles: readonly string[]
  readonly globalKnownHostsFiles: readonly string[]
  readonly hostKeyAlias: string | undefined
  /** what ssh would do with an unknown key; gt decides that itself */
  readonly strictHostKeyChecking: 'yes' | 'no' | 'ask' | 'accept-new'
  /** in seconds; 0 is never */
  readonly serverAliveInterval: number
  readonly serverAliveCountMax: number
  /** in seconds; undefined is the system's */
  readonly connectTimeout: number | undefined
  readonly certificateFiles: readonly string[]
  /** algorithms by which the machine may prove itself; undefined is ssh's own choice */
  readonly hostKeyAlgorithms: readonly string[] | undefined
  readonly pkcs11Provider: string | undefined
  readonly securityKeyProvider: string | undefined
  /** every setting as ssh printed it, by its name in lower case */
  readonly raw: Settings
}

export interface SshConfigOptions {
  /** instead of the configuration's */
  readonly user?: string | undefined
  readonly port?: number | undefined
  /** instead of the user's and the system's; ssh's `none` is no file */
  readonly configFile?: string | undefined
  /** default the `ssh` on PATH */
  readonly sshPath?: string | undefined
  /** default this process's */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  readonly signal?: AbortSignal | undefined
  /** default 5 s */
  readonly timeoutMs?: number | undefined
}

/**
 * What the user's and the system's ssh configuration says of a host, asked of `ssh -G`; where ssh is not installed, read by
 * a parser that can do less.
 * @throws UsageError `GT_HOST_INVALID`, `GT_USER_INVALID`; `GT_SSH_CONFIG_INVALID`, which names the file and the line;
 * `GT_SSH_MISSING` where only ssh could read it; TimeoutError, AbortedError
 */
export async function resolveSshConfig(host: string, options: SshConfigOptions = {}): Promise<ResolvedSsh> {
  parseHost(host)
  if (options.user !== undefined) parseUser(options.user)
  const env = options.env ?? process.env
  const settings = (await askSsh(host, {...options, env})) ?? (await readWithoutSsh(host, {...options, env}))
  return resolvedOf(host, settings, env)
}

async function readWithoutSsh(
  ...question: Parameters<typeof import('./read-without-ssh.js').readWithoutSsh>
): Promise<Settings> {
  return (await import('./read-without-ssh.js')).readWithoutSsh(...question)
}

function resolvedOf(host: string, raw: Settings, env: Readonly<Record<string, string | undefined>>): ResolvedSsh {
  const one = (name: string): string | undefined => raw.get(name)?.[0]
  const some = (name: string): string | undefined => (one(name) === 'none' ? undefined : one(name))
  const expand = expander(host, raw, env)
  const files = (name: string): string[] => (raw.get(name) ?? []).filter((file) => file !== 'none').map(expand.path)
  const identityFiles = files('identityfile')
  return {
    hostname: one('hostname') ?? host,
    user: one('user') ?? '',
    port: Number(one('port') ?? 22),
    identityFiles,
    identities: lookAtIdentities(identityFiles),
    identitiesOnly: isOn(one('identitiesonly')),
    identityAgent: agentSocket(one('identityagent'), expand.path, env),
    proxyJump: optional(some('proxyjump'), expand.proxy),
    proxyCommand: optional(some('proxycommand'), expand.proxy),
    userKnownHostsFiles: pathsOf(some('userknownhostsfile')),
    globalKnownHostsFiles: pathsOf(some('globalknownhostsfile')),
    hostKeyAlias: some('hostkeyalias'),
    strictHostKeyChecking: strictness(one('stricthostkeychecking')),
    serverAliveInterval: secondsOf(one('serveraliveinterval')) ?? 0,
    serverAliveCountMax: Number(one('serveralivecountmax') ?? 3),
    connectTimeout: secondsOf(some('connecttimeout')),
    certificateFiles: files('certificatefile'),
    hostKeyAlgorithms: listOf(one('hostkeyalgorithms')),
    pkcs11Provider: some('pkcs11provider'),
    securityKeyProvider: some('securitykeyprovider'),
    raw,
  }
}

function optional<T, R>(value: T | undefined, change: (value: T) => R): R | undefined {
  return value === undefined ? undefined : change(value)
}

function strictness(value = 'ask'): ResolvedSsh['strictHostKeyChecking'] {
  if (value === 'accept-new' || value === 'ask') return value
  return isOn(value) ? 'yes' : 'no'
}
