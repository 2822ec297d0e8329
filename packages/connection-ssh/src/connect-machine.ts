import type {Connection} from '@gt-town/contract'
import {makeTransport} from './transport/make-transport.js'
import {SshConnection} from './ssh-connection.js'
import type {SshTarget} from './transport/target.js'

/**
 * A connection to a machine over SSH. It connects at the first use.
 * @param here this machine, where keys and known hosts lie
 */
export function connectMachine(here: Connection, target: SshTarget): SshConnection {
  return new SshConnection(makeTransport(here, target))
}
