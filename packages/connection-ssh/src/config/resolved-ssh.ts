import type {Identity} from './identities.js'
import type {Settings} from './settings.js'

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
  /** which choices of algorithms are the user's own, by their names in lower case, such as `ciphers` */
  readonly ownAlgorithms: readonly string[]
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
