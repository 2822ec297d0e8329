import {createHash} from 'node:crypto'
import {under} from './under.js'
import type {Workspace} from '@gt-town/contract'

/** The folders that may hold a town's own files; where there are both, the first one counts. */
export const configDirs = ['mayor', '.gastown'] as const satisfies readonly Workspace['configDir'][]

/** Every town that a folder may be the root of. */
export const possibleTowns = (root: string): Workspace[] => configDirs.map((configDir) => ({root, configDir}))

export const configFolder = ({root, configDir}: Workspace): string => under(root, configDir)
export const configFile = (town: Workspace): string => under(configFolder(town), 'config.json')
export const stateFile = (town: Workspace): string => under(configFolder(town), 'state.json')
export const machinesFile = (town: Workspace): string => under(configFolder(town), 'machines.json')
export const knownHostsFile = (town: Workspace): string => under(configFolder(town), 'known_hosts')
export const bossFolder = (town: Workspace): string => under(configFolder(town), 'boss')
export const bossStateFile = (town: Workspace): string => under(bossFolder(town), 'state.json')
export const poolFolder = (town: Workspace): string => under(configFolder(town), 'pool')
/** What is noted of sessions of agents. */
export const sessionsFolder = (town: Workspace): string => under(configFolder(town), 'sessions')
/** The socket of a town's tmux, as `tmux -L` takes it: two towns on one computer never see each other's sessions. @param root its real path */
export const tmuxSocket = ({root}: Pick<Workspace, 'root'>): string =>
  `gt-${createHash('sha256').update(root).digest('hex').slice(0, 12)}`
export const sessionsIgnoreFile = (town: Workspace): string => under(sessionsFolder(town), '.gitignore')
/** The program that hooks of agents run to tell of themselves. */
export const sessionHookFile = (town: Workspace): string => under(sessionsFolder(town), 'event.sh')
/** @param name of the session, as tmux has it */
export const sessionFiles = (
  town: Workspace,
  name: string,
): Record<'intent' | 'event' | 'settings' | 'bell' | 'log', string> => ({
  intent: under(sessionsFolder(town), `${name}.json`),
  event: under(sessionsFolder(town), `${name}.event`),
  settings: under(sessionsFolder(town), `${name}.settings`),
  bell: under(sessionsFolder(town), `${name}.bell`),
  log: under(sessionsFolder(town), `${name}.log`),
})
export const gitignoreFile = ({root}: Pick<Workspace, 'root'>): string => under(root, '.gitignore')
export const instructionsFile = ({root}: Pick<Workspace, 'root'>): string => under(root, 'CLAUDE.md')
