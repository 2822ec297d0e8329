import {configFolder} from './town.js'
import {under} from './under.js'
import type {Rig, Workspace} from '@gt-town/contract'

export const rigFolder = ({root}: Pick<Workspace, 'root'>, rig: string): string => under(root, rig)
/** The rig's own files, as against its clones. */
export const rigConfigFolder = ({path}: Pick<Rig, 'path'>): string => under(path, '.gastown')
export const rigConfigFile = (rig: Pick<Rig, 'path'>): string => under(rigConfigFolder(rig), 'config.json')
/** Where `gt rig remove` puts the configuration, so that the folder is no rig any more but can become one again. */
export const removedRigConfigFile = (rig: Pick<Rig, 'path'>): string =>
  under(rigConfigFolder(rig), 'config.removed.json')

/** The polecats that were seen, so that one that vanishes is noticed. */
export const polecatsFile = (rig: Pick<Rig, 'path'>): string => under(rigConfigFolder(rig), 'polecats.json')

export const refineryFolder = ({path}: Pick<Rig, 'path'>): string => under(path, 'refinery')
export const refineryReadme = (rig: Pick<Rig, 'path'>): string => under(refineryFolder(rig), 'README.md')
export const refineryStateFile = (rig: Pick<Rig, 'path'>): string => under(refineryFolder(rig), 'state.json')
export const refineryClone = (rig: Pick<Rig, 'path'>): string => under(refineryFolder(rig), 'rig')

export const mayorRigsFolder = (town: Workspace): string => under(configFolder(town), 'rigs')
export const mayorClone = (town: Workspace, rig: string): string => under(mayorRigsFolder(town), rig)
/** The beads of a repository, in one of its clones. */
export const beadsFolder = (clone: string): string => under(clone, '.beads')

export const polecatFolder = ({path}: Pick<Rig, 'path'>, polecat: string): string => under(path, polecat)
