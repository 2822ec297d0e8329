import {ConnectFailedError, isGtError, messageOf, type GtError} from '@gt-town/contract'
import {Ssh2LimitError} from './ssh2/ssh2-limit-error.js'

/** What ssh2 says when the two sides have no algorithm in common (lib/protocol/kex.js). */
const noCommon = /no matching|unsupported (?:key|algorithm)/i

/** What it says of what it cannot read (lib/protocol/Protocol.js): a greeting or a packet longer than it expects. */
const odd = /(?:greeting|identification|packet|banner).*(?:length|exceed|too l)|malformed/i

/**
 * What ended a connect, as one of our own errors: nothing has run by then.
 * @param where host and port, as the user would write them
 */
export function connectError(machine: string, where: string, thrown: unknown): GtError {
  if (isGtError(thrown)) return thrown
  const {level, code} = thrown as {level?: string; code?: string}
  const message = messageOf(thrown)
  const fail = (kind: ConnectFailedError['kind'], reason: string, hint: string): ConnectFailedError =>
    new ConnectFailedError(machine, kind, reason, {hint, cause: thrown})
  if (level === 'client-authentication') {
    return fail('auth', `${where} takes none of the keys that were offered`, authHint)
  }
  if (noCommon.test(message)) {
    const reason = `${where} and ssh2 have no algorithm in common (${message})`
    return new Ssh2LimitError(machine, 'unsupported', reason, {hint: openSshHint, cause: thrown})
  }
  if ((level === 'protocol' && !/before handshake/i.test(message)) || odd.test(message)) {
    const reason = `${where} speaks as ssh2 does not understand (${message})`
    return new Ssh2LimitError(machine, 'unsupported', reason, {hint: openSshHint, cause: thrown})
  }
  switch (code) {
    case 'ECONNREFUSED':
      return fail('unreachable', `${where} refused the connection`, listenHint)
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return fail('unreachable', `there is no host ${where.replace(/:\d+$/, '')}`, 'check the name of the host')
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return fail('unreachable', `there is no way to ${where}`, networkHint)
    case 'ETIMEDOUT':
      return fail('unreachable', `${where} did not answer`, networkHint)
    default:
      return fail('unreachable', `${where} ended the connection before it stood (${message})`, 'try again in a moment')
  }
}

/**
 * Why the last host on the way does not lead to the next (RFC 4254, 5.1; the words are sshd's).
 * @param where address and port of the next
 * @param via the last, as the user would write it
 */
export function forwardError(machine: string, where: string, via: string, message: string): ConnectFailedError {
  const reason = message.replace(/^\(SSH\) Channel open failure: /, '')
  const fail = (reason: string, hint: string): ConnectFailedError =>
    new ConnectFailedError(machine, 'unreachable', reason, {hint})
  if (/refused/i.test(reason)) {
    return fail(`nobody listens at ${where}, as ${via} on the way there was told`, listenHint)
  }
  if (/prohibited|open failed/i.test(reason)) {
    return fail(
      `${via} lets nobody through to ${where} (${reason})`,
      'see AllowTcpForwarding and PermitOpen in its sshd_config',
    )
  }
  return fail(`${via} finds no way to ${where} (${reason})`, networkHint)
}

export function connectTimeout(machine: string, where: string, ms: number): ConnectFailedError {
  return new ConnectFailedError(machine, 'unreachable', `${where} did not answer within ${ms / 1000} s`, {
    hint: networkHint,
  })
}

/** Whether that is what `connectTimeout` makes. */
export function isConnectTimeout(error: unknown): boolean {
  return isGtError(error, 'GT_MACHINE_UNREACHABLE') && / did not answer within [\d.]+ s$/.test(error.message)
}

const listenHint = 'see whether sshd runs there, and on which port'
const networkHint = 'see whether the machine is up and the network leads there'
const authHint =
  'add your public key to ~/.ssh/authorized_keys there, or name the right key with --key or in ~/.ssh/config'
const openSshHint = "let gt use the system's ssh for it: set its transport to openssh"
