import {parseHost, parseUser} from './host.js'
import {askSsh} from './ask-ssh.js'
import {configFilesOf} from './config-files.js'
import {expander} from './expand.js'
import {readIdentities} from './identities.js'
import type {ResolvedSsh, SshConfigOptions} from './resolved-ssh.js'
import {isOn, listOf, configPathsOf, secondsOf, type Settings} from './settings.js'

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
  const asked = await askSsh(host, {...options, env})
  const settings = asked ?? (await readWithoutSsh(host, {...options, env}))
  return resolvedOf(host, settings, env, asked ? await ownAlgorithms(asked, {...options, env}) : [])
}

/** Loaded where it is needed: most machines have ssh. */
async function readWithoutSsh(host: string, options: SshConfigOptions): Promise<Settings> {
  return (await import('./read-without-ssh.js')).readWithoutSsh(host, options)
}

/** As ssh prints them, and as a file may name them. */
const algorithms: ReadonlyMap<string, string> = new Map([
  ['ciphers', 'ciphers'],
  ['hostkeyalgorithms', 'hostkeyalgorithms'],
  ['kexalgorithms', 'kexalgorithms'],
  ['macs', 'macs'],
  ['pubkeyacceptedalgorithms', 'pubkeyaccepted(algorithms|keytypes)'],
])

/** ssh prints its own defaults like what somebody chose: it is asked for them only where a file has a word of it. */
async function ownAlgorithms(settings: Settings, options: SshConfigOptions): Promise<string[]> {
  const {text} = configFilesOf(options.configFile)
  const isNamed = (words: string): boolean => new RegExp(String.raw`^[ \t]*${words}\b`, 'im').test(text)
  const named = [...algorithms].flatMap(([name, words]) => (isNamed(words) ? [name] : []))
  if (named.length === 0) return []
  const defaults = await askSsh('localhost', {...options, user: undefined, port: undefined, configFile: 'none'})
  return named.filter((name) => settings.get(name)?.[0] !== defaults?.get(name)?.[0])
}

function resolvedOf(
  host: string,
  raw: Settings,
  env: Readonly<Record<string, string | undefined>>,
  own: readonly string[],
): ResolvedSsh {
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
    identities: readIdentities(identityFiles),
    identitiesOnly: isOn(one('identitiesonly')),
    identityAgent: agentSocket(one('identityagent'), expand.path, env),
    proxyJump: optional(some('proxyjump'), expand.proxy),
    proxyCommand: optional(some('proxycommand'), expand.proxy),
    userKnownHostsFiles: configPathsOf(some('userknownhostsfile')),
    globalKnownHostsFiles: configPathsOf(some('globalknownhostsfile')),
    hostKeyAlias: some('hostkeyalias'),
    strictHostKeyChecking: strictness(one('stricthostkeychecking')),
    serverAliveInterval: secondsOf(one('serveraliveinterval')) ?? 0,
    serverAliveCountMax: Number(one('serveralivecountmax') ?? 3),
    connectTimeout: secondsOf(some('connecttimeout')),
    certificateFiles: files('certificatefile'),
    hostKeyAlgorithms: listOf(one('hostkeyalgorithms')),
    pkcs11Provider: some('pkcs11provider'),
    ownAlgorithms: own,
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

/**
 * Where the agent listens.
 * @param setting IdentityAgent: a path, `none`, the word SSH_AUTH_SOCK or a `$NAME` of the environment; default the second last
 * @param expand fills in a path
 * @returns undefined where there is no agent or none is wanted
 */
function agentSocket(
  setting: string | undefined,
  expand: (path: string) => string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  if (setting === 'none') return undefined
  if (setting === undefined || setting === 'SSH_AUTH_SOCK') return env['SSH_AUTH_SOCK'] || undefined
  const [, name] = /^\$([A-Za-z_]\w*)$/.exec(setting) ?? []
  return name === undefined ? expand(setting) : env[name] || undefined
}
