import {
  GtError,
  isGtError,
  type AskHostKey,
  type Connection,
  type HostKeyTrust,
  type Machine,
  type ShownHostKey,
} from '@gt-town/contract'

export interface TrustMachineOptions {
  readonly connect: (trust: HostKeyTrust) => Promise<Connection>
  /** `SHA256:…` the key must have; without it the user is asked */
  readonly fingerprint?: string | undefined
  /** absent where there is nobody to ask */
  readonly ask?: AskHostKey | undefined
  readonly signal: AbortSignal
}

export interface TrustedMachine {
  /** absent where the key it shows was trusted already */
  readonly shown?: ShownHostKey
  /** false where the key is trusted now, but the machine does not let us in */
  readonly isReached: boolean
  /** why it was not reached */
  readonly reason?: string
}

/**
 * Trusts the key that a machine shows now, and no other key of it any more.
 * @throws HostKeyError where the user, or the fingerprint, says no; ConnectFailedError
 */
export async function trustMachine(
  machine: Machine,
  {connect, fingerprint, ask, signal}: TrustMachineOptions,
): Promise<TrustedMachine> {
  if (machine.type === 'local') {
    throw new GtError('GT_USAGE', `${machine.name} has no host key: it is the machine you are on`, {exit: 2})
  }
  let accepted: ShownHostKey | undefined
  const decide: AskHostKey = async (shown, gone) => {
    const isWanted = fingerprint === undefined ? await ask?.(shown, gone) : shown.fingerprint === fingerprint
    if (isWanted) accepted = shown
    return isWanted ?? false
  }
  await using connection = await connect({mode: 'replace', ask: decide, fingerprint})
  try {
    await connection.probe({signal})
    return {isReached: true, ...(accepted && {shown: accepted})}
  } catch (error) {
    // That the key is trusted now is what was asked for; whether we may log in is another matter.
    if (accepted && isGtError(error, 'GT_AUTH_FAILED')) {
      return {isReached: false, shown: accepted, reason: error.message}
    }
    throw error
  }
}
