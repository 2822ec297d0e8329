import {ConnectFailedError, isGtError, messageOf} from '@gt-town/contract'

/** What ssh2, and the socket, say of it. */
const droppedWords = /before handshake|socket hang up|ended at once|ended as soon as it stood|other side closed/i

/** It ended before it said who it is: an sshd that has too many at its door does that (MaxStartups of sshd_config(5)). */
export function isDropped(error: unknown): boolean {
  const {level, code} = error as {level?: string; code?: string}
  if (isGtError(error)) return false
  return code === 'ECONNRESET' || (level !== 'client-authentication' && droppedWords.test(messageOf(error)))
}

/** @param options.asks whether it would take what a person types */
export function noKeyTaken(
  machine: string,
  reason: string,
  {asks, cause}: {asks: boolean; cause: unknown},
): ConnectFailedError {
  const orAsk = asks ? `; gt machine connect ${machine}, in a terminal, asks for a password` : ''
  return new ConnectFailedError(machine, 'auth', reason, {
    hint: `add your public key to ~/.ssh/authorized_keys there, or name the right key${orAsk}`,
    cause,
  })
}

/** It took a key, and that is not enough. @param wanted what it wants besides, as RFC 4252 calls it */
export function secondFactor(machine: string, wanted: readonly string[], cause: unknown): ConnectFailedError {
  return new ConnectFailedError(machine, 'auth', `it takes the key, and wants ${wanted.join(' or ')} as well`, {
    hint: `in a terminal, gt machine connect ${machine} asks for it and keeps the connection; or let this account in with a key alone (AuthenticationMethods in its sshd_config)`,
    cause,
  })
}

/** It was told what somebody typed, and does not take it. */
export function wrongAnswers(machine: string, cause: unknown): ConnectFailedError {
  return new ConnectFailedError(machine, 'auth', 'it takes neither a key nor what was typed', {
    hint: `try again: gt machine connect ${machine}`,
    cause,
  })
}

/** Keys of an agent are offered one after the other (MaxAuthTries of sshd_config(5)). */
export function tooManyKeys(machine: string, cause: unknown): ConnectFailedError {
  return new ConnectFailedError(machine, 'auth', 'it ended the connection after too many keys that it does not know', {
    hint: `name the right one: gt machine set ${machine} --key FILE`,
    cause,
  })
}
