import type {GtError} from './error.js'

/**
 * How gt touches a machine. One port for all I/O: what works through it works on any machine.
 * The conformance suite in `@gt-town/contract-testing` states each method's promise as a MUST.
 * Every path is absolute; anything else is a `PathInvalidError`.
 */
export interface Connection extends AsyncDisposable {
  /** `local`, or the machine's name in the registry. */
  readonly machine: string

  /**
   * Runs a program: argv, never a shell. Resolves with any exit code.
   * @throws CommandNotFoundError, NotFoundError (cwd), TimeoutError, AbortedError, TooLargeError (maxBuffer)
   */
  execute(argv: readonly string[], options: ExecOptions): Promise<ExecResult>

  /** Answers many requests in one round trip, each with its own outcome, in the order asked. Never rejects for one of them. */
  inspect<const Requests extends readonly ReadRequest[]>(requests: Requests): Promise<Outcomes<Requests>>

  /** @throws NotFoundError, PermissionDeniedError, NotAFileError, TooLargeError (default 64 MiB) */
  readFile(path: string, options?: {maxBytes?: number}): Promise<Buffer>
  /** Whether anything is there: a dangling symbolic link is not. @throws PermissionDeniedError when it cannot tell */
  fileExists(path: string): Promise<boolean>
  /** Sorted by name. @throws NotFoundError, NotADirectoryError, PermissionDeniedError */
  listDir(path: string): Promise<DirEntry[]>
  /** Follows symbolic links unless told not to. @throws NotFoundError, PermissionDeniedError */
  stat(path: string, options?: {follow?: boolean}): Promise<Stat>
  /** @throws NotFoundError, PermissionDeniedError */
  realpath(path: string): Promise<string>

  /**
   * Atomic and durable: readers see the old bytes or the new ones, also after a crash. Keeps the mode of what it replaces.
   * @throws NotAFileError (a symbolic link too), ExistsError (exclusive), NotFoundError (folder), PermissionDeniedError, NoSpaceError
   */
  writeFile(path: string, data: string | Uint8Array, options?: WriteOptions): Promise<void>
  /** One write at the end of the file, synced; makes the file. @throws as writeFile */
  appendFile(path: string, data: string | Uint8Array): Promise<void>
  /** @throws NotADirectoryError, PermissionDeniedError, NoSpaceError */
  mkdirAll(path: string): Promise<void>
  /** Makes exactly this folder, which claims its name. @throws ExistsError, NotFoundError (parent) */
  mkdir(path: string): Promise<void>
  /** Never replaces anything but an empty folder by a folder. @throws ExistsError, NotFoundError, NotEmptyError */
  rename(from: string, to: string): Promise<void>
  /** A file, a link or an empty folder; a whole tree only with `recursive`. Links are not followed. @throws NotFoundError, NotEmptyError */
  remove(path: string, options?: {recursive?: boolean}): Promise<void>
  /** `target` as written into the link, relative or absolute. @throws ExistsError */
  symlink(target: string, path: string): Promise<void>
  /** @throws NotFoundError */
  chmod(path: string, mode: number): Promise<void>

  /**
   * How the machine is, in one round trip. Gives up at once when the signal fires.
   * @throws ConnectFailedError, HostKeyError, ConnectionLostError, AbortedError
   */
  probe(options?: ProbeOptions): Promise<Health>
  /** Whether what was last asked of it was answered; asks nothing itself. */
  isHealthy(): boolean

  /**
   * Runs `body` while holding flock(2) on `<path>.lock`, which is made if missing and never removed. Excludes sh, Node,
   * local and remote holders alike; freed by the kernel when its holder dies. The body's signal fires if the lock is lost.
   * @throws LockError
   */
  withLock<T>(path: string, body: (held: {signal: AbortSignal}) => Promise<T>, options?: LockOptions): Promise<T>
}

export type ReadRequest =
  | {readonly op: 'read'; readonly path: string; readonly maxBytes?: number}
  | {readonly op: 'stat'; readonly path: string; readonly follow?: boolean}
  | {readonly op: 'list'; readonly path: string}
  | {readonly op: 'realpath'; readonly path: string}
  | {readonly op: 'space'; readonly path: string}

export type ReadValue<R extends ReadRequest> = R extends {op: 'read'}
  ? Buffer
  : R extends {op: 'stat'}
    ? Stat
    : R extends {op: 'list'}
      ? DirEntry[]
      : R extends {op: 'space'}
        ? Space
        : string

export type Outcome<T> = {readonly ok: true; readonly value: T} | {readonly ok: false; readonly error: GtError}
export type Outcomes<Requests extends readonly ReadRequest[]> = {
  -readonly [K in keyof Requests]: Outcome<ReadValue<Requests[K]>>
}

export type FileType = 'file' | 'directory' | 'symlink' | 'other'

export interface DirEntry {
  name: string
  /** Of the entry itself: a link is `symlink`, wherever it points. */
  type: FileType
}

/** Of the file system a path is on; what is kept for root counts as used. */
export interface Space {
  totalBytes: number
  freeBytes: number
}

export interface Stat {
  type: FileType
  /** bytes */
  size: number
  /** permission bits, such as 0o644 */
  mode: number
  /** milliseconds since 1970 */
  mtimeMs: number
  /** number of hard links */
  links: number
  /** tells two files apart on one machine */
  inode: string
  /** the user id of whose it is */
  owner: number
  /** whether that is the account that looked, by its effective user id */
  isOwn: boolean
}

/** The caller's promise about what the program does. Not a sandbox: decorators refuse, record or save by it. */
export type Effect = {effect: 'read'} | {effect: 'write'; paths: readonly string[]}

export type ExecOptions = Effect & {
  cwd?: string
  /** added to the machine's own environment; `undefined` removes a variable */
  env?: Readonly<Record<string, string | undefined>>
  /** fed to the program as it takes it, then ended; without it the program has no input. A source that throws ends the program */
  input?: string | Uint8Array | AsyncIterable<Uint8Array>
  /** the whole process group is killed and `TimeoutError` thrown. Default 60 s; 0 is none */
  timeoutMs?: number
  /** the same, when nothing was printed for so long: for work of unknown length */
  idleTimeoutMs?: number
  signal?: AbortSignal | undefined
  /** bytes kept of each stream; more is a `TooLargeError`. Default 16 MiB. Not counted where a listener takes the stream */
  maxBuffer?: number
  onStdout?: OutputListener
  onStderr?: OutputListener
}

/** Hears output as it comes. While a promise of it is pending nothing more is read, and the program waits. */
export type OutputListener = (chunk: Buffer) => void | Promise<void>

export interface ExecResult {
  /** null when a signal ended it */
  code: number | null
  signal: string | null
  /** empty when `onStdout` took it */
  stdout: Buffer
  /** empty when `onStderr` took it */
  stderr: Buffer
}

export interface ProbeOptions {
  signal?: AbortSignal | undefined
  /** whose file system counts as the disk; default the account's home. What does not exist yet lies where its nearest folder does */
  path?: string
  /** of a tmux server of the account, as `tmux -L` takes it: its sessions are counted. Its name comes from the real path `path` */
  tmuxSocket?: string
}

/** What a machine says of itself; null is what its system does not tell. */
export interface Health {
  /** connecting and logging in; 0 where that was done before, and for this machine */
  connect_ms: number
  /** asking and being answered, with all the programs that takes */
  exec_ms: number
  /** of what is installed, such as `2.39.5` or `3.3a` */
  versions: {git?: string; tmux?: string; gt?: string}
  load1: number | null
  cpus: number | null
  disk_free_bytes: number | null
  disk_total_bytes: number | null
  memory_free_bytes: number | null
  memory_total_bytes: number | null
  /** in how many sessions of the tmux that was asked for a program runs; null where none was asked for */
  sessions: number | null
  /** how far its clock is ahead of this one's; exact to half of a round trip */
  clock_skew_ms: number
  has: {flock: boolean; perl: boolean; git: boolean; tmux: boolean}
}

export interface WriteOptions {
  /** permission bits for a new file; default 0o666 less the umask */
  mode?: number
  /** refuse if anything is there already */
  exclusive?: boolean
}

export interface LockOptions {
  /** how long to wait for the lock; default 30 s */
  timeoutMs?: number
  signal?: AbortSignal | undefined
}
