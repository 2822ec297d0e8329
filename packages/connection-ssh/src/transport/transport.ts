import type {Readable, Writable} from 'node:stream'

/**
 * A way to run command lines on one machine: ssh2, or the system's ssh. It knows nothing of files, locks or deadlines of
 * commands; `SshConnection` builds all that on it.
 */
export interface Transport {
  /** what to call the machine in messages */
  readonly machine: string

  /**
   * Runs one command line, which the account's login shell parses, whichever that is; connects first where there is no
   * link yet (one for all commands; a link that was lost is made anew by the next call). Waits for its turn where the
   * other side takes only so many at a time, and tries again where it says "open failed": then nothing ran.
   * @throws ConnectFailedError, HostKeyError: nothing ran; AbortedError; ConnectionLostError
   */
  start(commandLine: string, options: StartOptions): Promise<Running>

  /** Whether it tells by which signal a command ended. May look at the configuration; connects to nobody. */
  tellsSignals(): Promise<boolean>

  /** Whether the link is up at the moment. */
  isUp(): boolean

  /** How long the last connect took, in ms; undefined when there was none. */
  readonly connectMs: number | undefined

  /** Ends the link and everything on it, at once. */
  close(): Promise<void>
}

export interface StartOptions {
  readonly signal?: AbortSignal | undefined
  /**
   * It may run for hours or send without end (a lock holder, the remote agent, `exec`), so it must not hold up the short ones:
   * it gets a place of its own, or a link of its own.
   */
  readonly long?: boolean
  /** of a link that is made for it, instead of the target's */
  readonly connectTimeoutMs?: number | undefined
}

/** A command that was sent. */
export interface Running {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /**
   * How it ended. Rejects with ConnectionLostError where the other side never said: a link that is cut or frozen is no
   * exit code. Both streams are read to their ends by then, unless something that was left in the background holds them.
   */
  readonly exit: Promise<{code: number | null; signal: string | null}>
  /** Gives it up: closes the channel. What runs on the other side is not ended by that. */
  abandon(): void
}
