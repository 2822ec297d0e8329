import {ConnectFailedError, type ConnectFailure, type GtErrorOptions} from '@gt-town/contract'

/** ssh2 made no connection, for a reason that is its own: the system's ssh may do better. Nothing has run. */
export class Ssh2LimitError extends ConnectFailedError {
  constructor(machine: string, kind: ConnectFailure, reason: string, options: GtErrorOptions = {}) {
    super(machine, kind, reason, options)
  }
}
