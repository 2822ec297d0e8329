import {GtError, type ErrorCode, type GtErrorOptions} from './error.js'

/** What a `Connection` throws. Each code is one promise of the conformance suite. */
export class NotFoundError extends GtError {
  constructor(path: string, options: GtErrorOptions = {}) {
    super('GT_NOT_FOUND', `${path} does not exist`, {hint: 'check the path', ...options})
  }
}

export class ExistsError extends GtError {
  constructor(path: string, options: GtErrorOptions = {}) {
    super('GT_EXISTS', `${path} exists already`, options)
  }
}

export class PermissionDeniedError extends GtError {
  constructor(path: string, options: GtErrorOptions = {}) {
    super('GT_PERMISSION_DENIED', `permission denied: ${path}`, {
      hint: 'check the owner and the mode of this path and of the folders above it',
      ...options,
    })
  }
}

export class PathEscapeError extends GtError {
  constructor(path: string, root: string, options: GtErrorOptions = {}) {
    super('GT_PATH_ESCAPE', `${path} leads out of ${root}`, {
      hint: 'a symbolic link on the way points elsewhere: move it away, or put the real thing in its place',
      ...options,
    })
  }
}

/** A path that cannot be used at all: relative, empty, or with a NUL byte. */
export class PathInvalidError extends GtError {
  constructor(path: string, options: GtErrorOptions = {}) {
    super('GT_PATH_INVALID', `not an absolute path: ${JSON.stringify(path)}`, {exit: 2, ...options})
  }
}

export class NotAFileError extends GtError {
  constructor(path: string, options: GtErrorOptions = {}) {
    super('GT_NOT_A_FILE', `${path} is not a regular file`, {hint: 'move it away, then try again', ...options})
  }
}

export class NotADirectoryError extends GtError {
  constructor(path: string, options: GtErrorOptions = {}) {
    super('GT_NOT_A_DIRECTORY', `${path} is not a folder`, {hint: 'move it away, then try again', ...options})
  }
}

/** A folder that should have been empty is not. */
export class NotEmptyError extends GtError {
  constructor(path: string, options: GtErrorOptions = {}) {
    super('GT_NOT_EMPTY', `${path} is not empty`, options)
  }
}

export class NoSpaceError extends GtError {
  constructor(path: string, options: GtErrorOptions = {}) {
    super('GT_NO_SPACE', `no space left to write ${path}`, {
      hint: 'free some disk space or quota, then try again',
      ...options,
    })
  }
}

/** More bytes than the caller allowed: an error, never a truncation. */
export class TooLargeError extends GtError {
  constructor(what: string, limit: number, options: GtErrorOptions = {}) {
    super('GT_TOO_LARGE', `${what} is larger than ${limit} bytes`, options)
  }
}

/** The command to run does not exist on that machine. */
export class CommandNotFoundError extends GtError {
  constructor(command: string, options: GtErrorOptions = {}) {
    super('GT_COMMAND_NOT_FOUND', `${command} is not installed or not on PATH`, {
      hint: `install ${command}`,
      ...options,
    })
  }
}

export class TimeoutError extends GtError {
  constructor(what: string, ms: number, options: GtErrorOptions = {}) {
    super('GT_TIMEOUT', `${what} took longer than ${ms / 1000} s`, options)
  }
}

export class AbortedError extends GtError {
  constructor(what: string, options: GtErrorOptions = {}) {
    super('GT_ABORTED', `${what} was interrupted`, options)
  }
}

/** The lock is held by someone else for longer than the caller would wait, or was lost while the body ran. */
export class LockError extends GtError {
  constructor(path: string, kind: 'busy' | 'lost', options: GtErrorOptions = {}) {
    super(
      kind === 'busy' ? 'GT_LOCK_BUSY' : 'GT_LOCK_LOST',
      kind === 'busy' ? `another gt holds the lock of ${path}` : `the lock of ${path} was lost while in use`,
      {
        hint:
          kind === 'busy' ? 'wait for the other command to end, then try again' : 'check what was done, then try again',
        ...options,
      },
    )
  }
}

/** A read-only connection was asked to write. */
export class ReadOnlyError extends GtError {
  constructor(what: string, options: GtErrorOptions = {}) {
    super('GT_READ_ONLY', `refused to write while only looking: ${what}`, options)
  }
}

/** No connection came about, so nothing has run. */
export class ConnectFailedError extends GtError {
  readonly kind: ConnectFailure

  constructor(machine: string, kind: ConnectFailure, reason: string, options: GtErrorOptions = {}) {
    super(codeOfFailure[kind], `${machine}: ${reason}`, options)
    this.kind = kind
  }
}

/** `unreachable`: no answer, refused, no such host. `auth`: it knows no key of ours. `unsupported`: it asks for what gt cannot do. */
export type ConnectFailure = 'unreachable' | 'auth' | 'unsupported' | 'stopped'

const codeOfFailure: Readonly<Record<ConnectFailure, ErrorCode>> = {
  unreachable: 'GT_MACHINE_UNREACHABLE',
  auth: 'GT_AUTH_FAILED',
  unsupported: 'GT_SSH_UNSUPPORTED',
  stopped: 'GT_MACHINE_STOPPED',
}

/** The other side's key is not the one we trust, or none is trusted yet: nothing was sent. */
export class HostKeyError extends GtError {
  readonly kind: HostKeyProblem
  /** `SHA256:…` of the key that was shown */
  readonly presented: string | undefined
  /** `SHA256:…` of the keys we trust for this name */
  readonly trusted: readonly string[]

  constructor(
    message: string,
    kind: HostKeyProblem,
    keys: {presented?: string | undefined; trusted?: readonly string[]},
    options: GtErrorOptions = {},
  ) {
    super(codeOfHostKey[kind], message, options)
    this.kind = kind
    this.presented = keys.presented
    this.trusted = keys.trusted ?? []
  }
}

/** `unreadable`: a file of trusted keys cannot be read, so nothing can be trusted. */
export type HostKeyProblem = 'unknown' | 'changed' | 'revoked' | 'unreadable'

const codeOfHostKey: Readonly<Record<HostKeyProblem, ErrorCode>> = {
  unknown: 'GT_HOST_KEY_UNKNOWN',
  changed: 'GT_HOST_KEY_CHANGED',
  revoked: 'GT_HOST_KEY_REVOKED',
  unreadable: 'GT_HOST_KEYS_UNREADABLE',
}

/** The link broke while something was under way. */
export class ConnectionLostError extends GtError {
  /** false only where it is certain that the other side never began */
  readonly commandMayHaveRun: boolean

  constructor(machine: string, commandMayHaveRun: boolean, options: GtErrorOptions = {}) {
    super(
      'GT_CONNECTION_LOST',
      commandMayHaveRun
        ? `the connection to ${machine} was lost; what was under way there may or may not have happened`
        : `the connection to ${machine} was lost before anything was done there`,
      {hint: 'check the network and what was done on the machine, then try again', ...options},
    )
    this.commandMayHaveRun = commandMayHaveRun
  }
}

/** Any other failure of the operating system. */
export class InputOutputError extends GtError {
  constructor(path: string, reason: string, options: GtErrorOptions = {}) {
    super('GT_IO', `${path}: ${reason}`, {hint: 'fix the error above, then try again', ...options})
  }
}
