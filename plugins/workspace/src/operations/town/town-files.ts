import {join} from 'node:path'
import {AbortedError, isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {editJson, printJson} from '@gt-town/json-file'
import {isWorkspaceConfig, type WorkspaceConfig, type WorkspaceState} from '../../domain/documents.js'
import {mayorInstructions} from '../../domain/town/instructions.js'
import {configFile, gitignoreFile, instructionsFile, lockFile} from '@gt-town/town-layout'
import {isTemporaryOf} from '@gt-town/connection'
import {newConfig, townFiles, townFolders} from '../../domain/town/new-town.js'
import type {TownPlan} from './plan-town.js'
import {ignoreRigs} from './gitignore.js'
import {hasRepository, initRepository} from '../git/repository.js'
import {rigs} from '../rigs/rigs.js'
import type {Made} from './undo-log.js'

export interface TownOptions {
  /** undefined: as the town has it */
  git?: boolean | undefined
  name?: string | undefined
  /** what another machine is called, and at which hub; undefined: as the town has it */
  machine?: WorkspaceConfig['machine']
  now: Date
  signal: AbortSignal
}

/**
 * Makes everything a town needs that is not there yet, the configuration last, and leaves all else as it is. For a
 * caller that holds the lock of the configuration.
 * @param log gets an entry for every single thing right after it was made
 */
export async function createTownFiles(
  connection: Connection,
  plan: TownPlan,
  options: TownOptions,
  log: Made[],
): Promise<void> {
  const {town} = plan
  if (!plan.isTown) await removeTemporaryFiles(connection, town)
  const projects = await knownProjects(connection, town, options.now)
  const steps = [
    ...townFolders(town).map((path) => async () => makeFolder(connection, path, log)),
    ...townFiles(town, projects).map(
      ({path, text}) =>
        async () =>
          makeFile(connection, path, text, log),
    ),
    async () => makeFile(connection, instructionsFile(town), mayorInstructions(town.configDir), log),
    async () => extendGitignore(connection, town, Object.keys(projects), log),
    async () => ((options.git ?? plan.usesGit) ? makeRepository(connection, town, log, options.signal) : undefined),
    async () =>
      plan.isTown ? updateConfig(connection, plan, options, log) : writeConfig(connection, town, options, log),
  ]
  for (const step of steps) {
    if (options.signal.aborted) throw new AbortedError('gt install', {cause: options.signal.reason})
    await step()
  }
}

/** What an install that was killed had only begun to write. Nobody else writes here before the town is complete. */
async function removeTemporaryFiles(connection: Connection, town: Workspace): Promise<void> {
  const folders = [town.root, ...townFolders(town)]
  const files = [...townFiles(town).map(({path}) => path), ...outerFiles(town)]
  const lists = await connection.inspect(folders.map((path) => ({op: 'list', path}) as const))
  for (const [index, list] of lists.entries()) {
    const entries = list.ok ? list.value : []
    for (const {name, type} of entries) {
      if (type !== 'file' || !files.some((path) => isTemporaryOf(path, name))) continue
      await connection.remove(join(folders[index] ?? town.root, name))
    }
  }
}

function outerFiles(town: Workspace): string[] {
  return [configFile(town), gitignoreFile(town), instructionsFile(town)]
}

/** Also where the registry is gone: then as the rigs themselves tell it. */
async function knownProjects(connection: Connection, town: Workspace, now: Date): Promise<WorkspaceState['projects']> {
  const known = await rigs(connection, town)
  return Object.fromEntries(
    known.flatMap(({name, gitUrl}) =>
      gitUrl === undefined ? [] : [[name, {git_url: gitUrl, added_at: now.toISOString()}]],
    ),
  )
}

/** @returns whether it was made; anything that stood there before stays, also if it came a moment ago */
export async function makeFolder(connection: Connection, path: string, log: Made[]): Promise<void> {
  try {
    await connection.mkdir(path)
    log.push({kind: 'folder', path})
  } catch (error) {
    if (!isGtError(error, 'GT_EXISTS')) throw error
  }
}

async function makeFile(connection: Connection, path: string, text: string, log: Made[]): Promise<void> {
  try {
    await connection.writeFile(path, text, {exclusive: true})
    log.push({kind: 'file', path, after: Buffer.from(text)})
  } catch (error) {
    if (!isGtError(error, 'GT_EXISTS')) throw error
  }
}

async function extendGitignore(
  connection: Connection,
  town: Workspace,
  names: readonly string[],
  log: Made[],
): Promise<void> {
  const path = gitignoreFile(town)
  const lock = lockFile(path)
  if (!(await connection.fileExists(lock))) log.push({kind: 'lock', path: lock})
  const {before, after} = await ignoreRigs(connection, town, names)
  if (before === undefined) log.push({kind: 'file', path, after})
  else if (!before.equals(after)) log.push({kind: 'change', path, before, after})
}

async function makeRepository(
  connection: Connection,
  town: Workspace,
  log: Made[],
  signal: AbortSignal,
): Promise<void> {
  if (await hasRepository(connection, town.root)) return
  const path = join(town.root, '.git')
  // Logged first: git may fail half-way. What is left of an earlier, killed run is no user's either, but stays.
  const [before] = await connection.inspect([{op: 'stat', path, follow: false}])
  if (!before.ok) log.push({kind: 'repository', path})
  await initRepository(connection, town.root, signal)
}

async function writeConfig(connection: Connection, town: Workspace, options: TownOptions, log: Made[]): Promise<void> {
  await makeFile(connection, configFile(town), printJson(newConfig(options.now, options)), log)
}

/** Only what was asked for changes; every other byte stays. */
async function updateConfig(
  connection: Connection,
  {town, usesGit}: TownPlan,
  options: TownOptions,
  log: Made[],
): Promise<void> {
  const path = configFile(town)
  const before = await connection.readFile(path)
  await editJson(connection, path, isWorkspaceConfig, (config) => [
    ...(options.name === undefined || options.name === config.name ? [] : [{at: ['name'], value: options.name}]),
    ...(isSame(options.machine, config.machine) ? [] : [{at: ['machine'], value: options.machine}]),
    ...(options.git === undefined || options.git === usesGit
      ? []
      : [{at: ['git'], value: options.git ? undefined : false}]),
  ])
  const after = await connection.readFile(path)
  if (!before.equals(after)) log.push({kind: 'change', path, before, after})
}

function isSame(options: WorkspaceConfig['machine'], has: WorkspaceConfig['machine']): boolean {
  return options === undefined || (options.name === has?.name && options.hub === has.hub)
}
