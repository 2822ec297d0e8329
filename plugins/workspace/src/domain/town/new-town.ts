import type {Workspace} from '@gt-town/contract'
import {printJson, type Validator} from '@gt-town/json-file'
import {isBossState, isWorkspaceState, type BossState, type WorkspaceConfig, type WorkspaceState} from '../documents.js'
import {
  bossFolder,
  bossStateFile,
  configFolder,
  inboxFile,
  machinesFile,
  mailFolder,
  mayorRigsFolder,
  stateFile,
} from '@gt-town/town-layout'
import {isKnownMachines, type KnownMachines} from './machines.js'

/** One file of a new town. */
export interface TownFile {
  path: string
  text: string
  /** what it must be if it is there already */
  validate?: Validator<unknown>
}

/** The folders of a town, outer ones first. */
export function townFolders(town: Workspace): string[] {
  return [configFolder(town), mailFolder(town), bossFolder(town), mayorRigsFolder(town)]
}

/** The files gt owns in a town, without the configuration, which is made last since it marks the town as complete. */
export function townFiles(town: Workspace, projects: WorkspaceState['projects'] = {}): TownFile[] {
  const state: WorkspaceState = {version: 1, projects}
  const machines: KnownMachines = {version: 1, machines: {}}
  const boss: BossState = {version: 1}
  return [
    {path: stateFile(town), text: printJson(state), validate: isWorkspaceState},
    {path: machinesFile(town), text: printJson(machines), validate: isKnownMachines},
    {path: bossStateFile(town), text: printJson(boss), validate: isBossState},
    {path: inboxFile(town), text: ''},
  ]
}

/** @param options only what differs from the default is written */
export function newConfig(
  now: Date,
  options: {name?: string | undefined; git?: boolean | undefined; machine?: WorkspaceConfig['machine']} = {},
): WorkspaceConfig {
  const config: WorkspaceConfig = {type: 'workspace', version: 1, created_at: now.toISOString()}
  return {
    ...config,
    ...(options.name === undefined ? {} : {name: options.name}),
    ...(options.git === false ? {git: false} : {}),
    ...(options.machine === undefined ? {} : {machine: options.machine}),
  }
}
