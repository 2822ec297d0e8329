import {configFolder} from './town.js'
import {under} from './under.js'
import type {Workspace} from '@gt-town/contract'

/** What was removed, whole; nothing empties it by itself. On the town's own file system, so that a rename moves it. */
export const trashFolder = (town: Workspace): string => under(configFolder(town), 'trash')
/** One removal. */
export const trashEntryFolder = (town: Workspace, id: string): string => under(trashFolder(town), id)
export const trashManifestFile = (town: Workspace, id: string): string =>
  under(trashEntryFolder(town, id), 'manifest.json')
/** Where the parts of what was removed lie in it. */
export const trashedPolecat = (town: Workspace, id: string): string => under(trashEntryFolder(town, id), 'polecat')
export const trashedRig = (town: Workspace, id: string): string => under(trashEntryFolder(town, id), 'rig')
export const trashedRefineryClone = (town: Workspace, id: string): string =>
  under(trashEntryFolder(town, id), 'refinery')
/** What was noted of sessions that belonged to it. */
export const trashedSessions = (town: Workspace, id: string): string => under(trashEntryFolder(town, id), 'sessions')
export const trashedMayorClone = (town: Workspace, id: string): string => under(trashEntryFolder(town, id), 'mayor')
