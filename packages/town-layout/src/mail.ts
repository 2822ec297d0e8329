import {configFolder} from './town.js'
import {under} from './under.js'
import type {Rig, Workspace} from '@gt-town/contract'

/** The mayor's mail. */
export const mailFolder = (town: Workspace): string => under(configFolder(town), 'mail')
export const inboxFile = (town: Workspace): string => under(mailFolder(town), 'inbox.jsonl')
/** What the mayor has written and nobody has delivered yet. */
export const outboxFolder = (town: Workspace): string => under(mailFolder(town), 'outbox')
/** The mail of rigs that were deleted; `name` tells two of one rig apart. */
export const removedMailFolder = (town: Workspace, name: string): string => under(mailFolder(town), 'removed', name)

/** The mail of all polecats of a rig. */
export const rigMailFolder = ({path}: Pick<Rig, 'path'>): string => under(path, '.gastown', 'mail')
/** Where a polecat's mail really lies: outside its clone, so that neither `git clean` nor removing the clone loses it. */
export const polecatMailFolder = (rig: Pick<Rig, 'path'>, polecat: string): string => under(rigMailFolder(rig), polecat)
/** The link to that folder, in the polecat's clone. */
export const polecatMailLink = (clone: string): string => under(clone, 'mail')

/** What lies in the folder of a mailbox. */
export const mailboxFiles = {
  inbox: 'inbox.jsonl',
  /** what its owner did with messages, in the order it was done */
  state: 'inbox.state.jsonl',
  /** messages that were archived and moved out of the inbox */
  archive: 'inbox.archive.jsonl',
  /** may be deleted: how much of the inbox was counted, and what was found */
  index: 'inbox.index.json',
} as const

/** What was sent from this town and has left the outbox, and how far it is. */
export const sentFile = (town: Workspace): string => under(mailFolder(town), 'sent.jsonl')
/** Mail that was accepted and waits to be delivered. */
export const waitingMailFolder = (town: Workspace): string => under(outboxFolder(town), 'new')
/** Mail that could not be delivered in time. */
export const deadMailFolder = (town: Workspace): string => under(outboxFolder(town), 'dead')
/** When which machine is tried again, and why it was not reached. May be deleted. */
export const retryFile = (town: Workspace): string => under(outboxFolder(town), 'retry.json')
/** What went wrong where an agent must not be told. */
export const mailLogFile = (town: Workspace): string => under(mailFolder(town), 'hooks.log')
