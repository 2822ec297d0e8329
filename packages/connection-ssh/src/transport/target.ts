import type {AskLogin, AskPassphrase, HostKeyTrust} from '@gt-town/contract'
import type {ResolvedSsh} from '../config/resolved-ssh.js'

/** How to reach one machine, and whom to trust there. */
export interface SshTarget {
  /** what to call it in messages, and what `gt machine trust` takes */
  readonly machine: string
  /** host name, address, or an alias of ~/.ssh/config */
  readonly host: string
  /** these three beat what ~/.ssh/config says */
  readonly port?: number | undefined
  readonly user?: string | undefined
  /** absolute path of a private key */
  readonly keyPath?: string | undefined
  /** absolute path of the town's own known_hosts; the user's and the system's are added to it */
  readonly knownHosts?: string
  /** default: only keys that are trusted already */
  readonly trust?: HostKeyTrust | undefined
  /** asks the user for the passphrase of a key; absent, or undefined, where there is nobody to ask */
  readonly askPassphrase?: ((...question: Parameters<AskPassphrase>) => Promise<string | undefined>) | undefined
  /** asks the user for a password or a code where no key is enough; absent, or undefined, where only keys may log in */
  readonly askLogin?: ((...question: Parameters<AskLogin>) => Promise<string | undefined>) | undefined
  /** of TCP, handshake and log-in together, all hops, without the time the user takes to answer; default 10 s */
  readonly connectTimeoutMs?: number | undefined
  /** argv of a program whose input and output lead there, instead of TCP and whatever ~/.ssh/config says of the way */
  readonly tunnel?: readonly string[]
  /** the name its key is known by, instead of host and port */
  readonly hostKeyAlias?: string
  /** instead of ~/.ssh/config */
  readonly configFile?: string
  /** what ssh's configuration says of it, where that was asked already: each question is a process */
  readonly resolved?: ResolvedSsh
  /** where its link is kept when this process has ended; default nowhere */
  readonly hold?: {
    /** absolute path of the town: each has links of its own */
    readonly town: string
    /** what the process runs that keeps it; default the one that comes with this package */
    readonly program?: string
    /** how long, in ms, used or not; default 10 minutes after its last use */
    readonly forMs?: number
  }
  /** default: what can do it, ssh2 first */
  readonly transport?: 'auto' | 'ssh2' | 'openssh' | undefined
}
