import {join} from 'node:path'
import type {Rig, Workspace} from '@gt-town/contract'

/** Where this plugin's files lie in a town. */
export const machinesFile = ({root, configDir}: Workspace): string => join(root, configDir, 'machines.json')
export const rigConfigFile = ({path}: Pick<Rig, 'path'>): string => join(path, '.gastown', 'config.json')
