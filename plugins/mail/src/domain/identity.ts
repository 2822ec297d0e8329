import {GtError, parseAddress, UsageError, type Address} from '@gt-town/contract'
import {absoluteAddress, hubStation, shownAddress, stationOf, type Station} from './absolute-address.js'
import type {SenderSource} from './message.js'

export interface MailIdentity {
  /** absolute, of a polecat of this town or the mayor */
  readonly address: string
  readonly source: SenderSource
}

/** By which flag a command is told who acts. */
export type OwnFlag = '--from' | '--as'

export interface Surroundings {
  readonly station: Station
  /** what a flag says */
  readonly flag: string | undefined
  /** which one */
  readonly flagName?: OwnFlag | undefined
  /** GT_ADDRESS */
  readonly variable: string | undefined
  /** where one stands in the town: the names from its root down; undefined outside of it */
  readonly steps: readonly string[] | undefined
  /** whether there is such a polecat here */
  readonly isPolecat: (rig: string, polecat: string) => boolean
}

/**
 * Who acts: the flag, else GT_ADDRESS, else the polecat in whose folder one stands, else the mayor at the root of the hub's town.
 * @returns undefined where none of that says it
 * @throws UsageError `GT_ADDRESS_INVALID`, `GT_MAIL_SENDER_INVALID` for a flag or variable that names nobody of this town
 */
export function identityOf(surroundings: Surroundings): MailIdentity | undefined {
  const {flag, flagName = '--as', variable, steps, station, isPolecat} = surroundings
  if (flag !== undefined) return {address: ownAddress(flag, flagName, surroundings), source: 'flag'}
  if (variable) return {address: ownAddress(variable, 'GT_ADDRESS', surroundings), source: 'env'}
  if (steps?.length === 0) return station === hubStation ? {address: 'mayor', source: 'town'} : undefined
  const [rig, polecat] = steps ?? []
  if (rig === undefined || polecat === undefined || !isPolecat(rig, polecat)) return undefined
  return {address: absoluteAddress({kind: 'polecat', machine: 'local', rig, polecat}, station), source: 'folder'}
}

/** @throws UsageError where nobody can be told */
export function requireIdentity(identity: MailIdentity | undefined): MailIdentity {
  if (identity) return identity
  throw new UsageError('GT_MAIL_SENDER_UNKNOWN', 'who you are cannot be told from here', {
    hint: 'say it with --from (send, reply) or --as (other commands), such as beads/happy or mayor; or set GT_ADDRESS, or go to the folder of a polecat',
  })
}

function ownAddress(text: string, what: string, {station, isPolecat}: Surroundings): string {
  const address: Address = parseAddress(text)
  const absolute = absoluteAddress(address, station)
  if (address.kind === 'rig') throw notOne(text, what)
  if (stationOf(absolute) !== station) throw notHere(text, what, station)
  if (address.kind === 'polecat' && !isPolecat(address.rig, address.polecat)) {
    throw new UsageError(
      'GT_MAIL_SENDER_INVALID',
      `${what} is ${shownAddress(absolute, station)}, and there is no such polecat here`,
      {
        hint: 'gt polecat list shows those that there are',
      },
    )
  }
  return absolute
}

function notOne(text: string, what: string): GtError {
  return new UsageError('GT_MAIL_SENDER_INVALID', `${what} is ${text}, which is not one polecat`, {
    hint: 'name one, such as beads/happy, or mayor',
  })
}

function notHere(text: string, what: string, station: Station): GtError {
  return new UsageError('GT_MAIL_SENDER_INVALID', `${what} is ${text}, who is not on this machine (${station})`, {
    hint: 'mail is sent from the machine where its sender is',
  })
}
