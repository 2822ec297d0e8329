import {configFolder} from './town.js'
import {under} from './under.js'
import type {Workspace} from '@gt-town/contract'

/** Half-made rigs and polecats wait here until they are whole; on the town's own file system, so that a rename moves them. */
export const stagingFolder = (town: Workspace): string => under(configFolder(town), 'staging')
/** What is about to be deleted waits here until it is proven once more that nothing in it can be lost. No name has a `~`. */
export const removalFolder = (town: Workspace, ...names: [rig: string, polecat: string] | [rig: string]): string =>
  under(stagingFolder(town), ['removing', ...names].join('~'))
/** Where the two parts of a rig lie in a folder while it is made or removed: its own folder and the mayor's clone. */
export const stagedRig = (folder: string): {rig: string; mayorClone: string} => ({
  rig: under(folder, 'rig'),
  mayorClone: under(folder, 'mayor'),
})
/** Its lock is held while a clone is put in the place of a broken one. */
export const cloneRepairs = (town: Workspace): string => under(configFolder(town), 'clones')
