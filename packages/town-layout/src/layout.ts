import {under} from './under.js'
import type {Rig, Workspace} from '@gt-town/contract'

/** Where everything lies in a town. Pure: paths only, no I/O. */
export const configFolder = ({root, configDir}: Workspace): string => under(root, configDir)
export const configFile = (town: Workspace): string => under(configFolder(town), 'config.json')
export const stateFile = (town: Workspace): string => under(configFolder(town), 'state.json')
export const machinesFile = (town: Workspace): string => under(configFolder(town), 'machines.json')
export const mailFolder = (town: Workspace): string => under(configFolder(town), 'mail')
export const inboxFile = (town: Workspace): string => under(mailFolder(town), 'inbox.jsonl')
export const bossFolder = (town: Workspace): string => under(configFolder(town), 'boss')
export const bossStateFile = (town: Workspace): string => under(bossFolder(town), 'state.json')
export const mayorRigsFolder = (town: Workspace): string => under(configFolder(town), 'rigs')
export const mayorClone = (town: Workspace, rig: string): string => under(mayorRigsFolder(town), rig)
/** Half-made rigs and polecats wait here until they are whole; on the town's own file system, so that a rename moves them. */
export const stagingFolder = (town: Workspace): string => under(configFolder(town), 'staging')
/** What is about to be deleted waits here until it is proven once more that nothing in it can be lost. No name has a `~`. */
export const removalFolder = (town: Workspace, ...names: [rig: string, polecat: string] | [rig: string]): string =>
  under(stagingFolder(town), ['removing', ...names].join('~'))
/** Its lock is held while a clone is put in the place of a broken one. */
export const cloneRepairs = (town: Workspace): string => under(configFolder(town), 'clones')
export const gitignoreFile = (town: Workspace): string => under(town.root, '.gitignore')
export const instructionsFile = (town: Workspace): string => under(town.root, 'CLAUDE.md')

export const rigFolder = (town: Workspace, rig: string): string => under(town.root, rig)
export const rigConfigFile = ({path}: Pick<Rig, 'path'>): string => under(path, '.gastown', 'config.json')
/** Where `gt rig remove` puts the configuration, so that the folder is no rig any more but can become one again. */
export const removedRigConfigFile = ({path}: Pick<Rig, 'path'>): string =>
  under(path, '.gastown', 'config.removed.json')
export const refineryFolder = ({path}: Pick<Rig, 'path'>): string => under(path, 'refinery')
export const refineryReadme = (rig: Pick<Rig, 'path'>): string => under(refineryFolder(rig), 'README.md')
export const refineryStateFile = (rig: Pick<Rig, 'path'>): string => under(refineryFolder(rig), 'state.json')
export const refineryLockFile = (rig: Pick<Rig, 'path'>): string => under(refineryFolder(rig), 'state.json.lock')
export const refineryClone = (rig: Pick<Rig, 'path'>): string => under(refineryFolder(rig), 'rig')
export const polecatFolder = ({path}: Pick<Rig, 'path'>, polecat: string): string => under(path, polecat)
/** Where a polecat's mail really lies: outside its clone, so that neither `git clean` nor removing the clone loses it. */
export const polecatMailFolder = ({path}: Pick<Rig, 'path'>, polecat: string): string =>
  under(path, '.gastown', 'mail', polecat)
