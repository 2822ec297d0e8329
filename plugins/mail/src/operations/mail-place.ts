import {parseAddress, type Workspace} from '@gt-town/contract'
import {mailboxFiles, mailFolder, polecatFolder, polecatMailFolder, rigFolder} from '@gt-town/town-layout'
import {join} from 'node:path'
import {hubStation, type Station} from '../domain/absolute-address.js'

/** Where somebody's mail lies. */
export interface Mailbox {
  /** absolute, in the sense of addresses */
  readonly address: string
  readonly folder: string
  /** the folder of the polecat itself; none for the mayor */
  readonly owner?: string
}

/** What the hub calls the machine of this town, as the town's configuration says. */
export function ownStation({machine}: Workspace): Station {
  return machine?.name ?? hubStation
}

/** @param address absolute, of one recipient at the machine of this town */
export function mailboxOf(town: Workspace, address: string): Mailbox {
  const parsed = parseAddress(address)
  if (parsed.kind !== 'polecat') return {address, folder: mailFolder(town)}
  const rig = {path: rigFolder(town, parsed.rig)}
  return {address, folder: polecatMailFolder(rig, parsed.polecat), owner: polecatFolder(rig, parsed.polecat)}
}

export const inboxOf = ({folder}: Mailbox): string => join(folder, mailboxFiles.inbox)
export const stateOf = ({folder}: Mailbox): string => join(folder, mailboxFiles.state)
export const archiveOf = ({folder}: Mailbox): string => join(folder, mailboxFiles.archive)
export const indexOf = ({folder}: Mailbox): string => join(folder, mailboxFiles.index)
