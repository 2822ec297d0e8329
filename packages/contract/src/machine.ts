import type {Connection} from './connection.js'
import type {Workspace} from './workspace.js'

/** One machine of the town's registry, as `machines.json` has it. No secret is ever in it. */
export interface MachineSettings {
  readonly type: 'local' | 'ssh' | 'gcp'
  /** absolute path of the town there */
  readonly workspace?: string
  /** host name, address, or an alias of ~/.ssh/config */
  readonly ssh_host?: string
  readonly ssh_user?: string
  /** absolute path of a private key on this machine */
  readonly ssh_key_path?: string
  readonly ssh_port?: number
  readonly gcp_project?: string
  readonly gcp_zone?: string
  readonly gcp_instance?: string
  readonly gcp_iap?: boolean
  readonly tags?: Readonly<Record<string, string>>
  /** how many sessions it is good for */
  readonly capacity?: number
  /** takes no new work: since when (ISO 8601), where that is known, and why */
  readonly cordoned?: {readonly at?: string; readonly reason?: string}
  /** false: its connection is not kept between commands; default true */
  readonly hold?: boolean
  /** default `auto`: what can do it, ssh2 first */
  readonly transport?: 'auto' | 'ssh2' | 'openssh'
}

export interface Machine extends MachineSettings {
  readonly name: string
}

/** A host key that was shown, to be decided upon by the user. */
export interface ShownHostKey {
  /** what it would be trusted for: host, or `[host]:port` */
  readonly name: string
  /** such as `ssh-ed25519` */
  readonly type: string
  /** `SHA256:…` */
  readonly fingerprint: string
  /** `SHA256:…` of the keys that are trusted for this name so far */
  readonly trusted: readonly string[]
}

/**
 * What to do with a host key that nobody has vouched for yet. Only `replace` takes a changed one, in place of those that
 * were trusted; a revoked one is refused whatever this says.
 */
export type HostKeyTrust =
  | {readonly mode: 'strict'}
  | {readonly mode: 'accept-new'}
  /** `SHA256:…` the key must have, also where another one is trusted; hosts on the way need not */
  | {readonly mode: 'fingerprint'; readonly fingerprint: string}
  | {readonly mode: 'ask'; readonly ask: AskHostKey}
  | {readonly mode: 'replace'; readonly ask: AskHostKey; readonly fingerprint?: string | undefined}

/** @param over fires when the answer is of no use any more */
export type AskHostKey = (shown: ShownHostKey, over: AbortSignal) => Promise<boolean>

/**
 * Asks the user for the passphrase of a key. Machines that share a key get the same answer to the same attempt.
 * @param how.attempt 1 for the first one; more where what was said before did not open it
 * @param how.over fires when the answer is of no use any more
 */
export type AskPassphrase = (keyFile: string, how: {attempt: number; over: AbortSignal}) => Promise<string>

/**
 * Asks the user for what a machine wants to log in with where no key is enough: a password, a code.
 * @param prompt as the machine words it; it may have several lines
 * @param how.isShown what is typed may be seen
 * @param how.over fires when the answer is of no use any more
 */
export type AskLogin = (prompt: string, how: {isShown: boolean; over: AbortSignal}) => Promise<string>

/** A type and no interface, as oclif asks of what goes through a hook. */
export type ConnectionQuestion = {
  /** `local`, or a machine of the town */
  readonly machine: string
  /** the town whose machine it is, and whose known_hosts counts; needed for every machine but `local` */
  readonly workspace?: Workspace | undefined
  /** instead of what the registry says */
  readonly settings?: MachineSettings | undefined
  /** default: only keys that are trusted already */
  readonly trust?: HostKeyTrust | undefined
  /** of TCP, handshake and log-in together, without the time the user takes to answer; default 10 s */
  readonly connectTimeoutMs?: number | undefined
  /** absent where there is nobody to ask */
  readonly askPassphrase?: AskPassphrase | undefined
  /** absent where nobody is to be asked: then only keys log in */
  readonly askLogin?: AskLogin | undefined
  /** false: its link is not kept when this process has ended; a number: it is kept for so many ms at least. Default: where the user has not said otherwise */
  readonly hold?: boolean | number | undefined
}

/** The links to machines that are kept between commands. */
export interface HeldLinks {
  /**
   * Ends them.
   * @param machines all of them where none is named
   * @returns the names of the machines whose links were up
   */
  end(machines: readonly string[]): Promise<string[]>
}

export type MachinesQuestion = {
  readonly connection: Connection
  readonly workspace: Workspace
}

export type MachineWorkspaceQuestion = MachinesQuestion & {
  readonly machine: string
  /** absolute path of its town there */
  readonly root: string
  /** forget it again, if it is still this: no town was made there */
  readonly forget?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}

/** This terminal, given to a program on another machine. */
export interface Terminal {
  /**
   * Runs a program there with this process's own stdin, stdout and stderr, until it ends.
   * @param options.cwd absolute; where it is missing, the home folder with a word about it
   * @returns the exit code; 255 where the connection failed
   */
  run(argv: readonly string[], options?: {cwd?: string | undefined}): Promise<number>
  /**
   * Leads connections to a port of this machine, on 127.0.0.1, to a host that the other one reaches, until the signal fires or the link ends.
   * @throws ConnectFailedError, GtError `GT_PORT_IN_USE`
   */
  forward(ports: ForwardedPort, options: {signal: AbortSignal; onReady: () => void}): Promise<void>
  /** How plain ssh reaches it: settings of ssh_config(5), each a name and its value. @throws as connecting does, before anything is connected */
  sshSettings(): Promise<(readonly [name: string, value: string])[]>
}

export interface ForwardedPort {
  /** of this machine */
  readonly port: number
  /** as the other machine knows it */
  readonly host: string
  readonly hostPort: number
}
