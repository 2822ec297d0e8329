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
