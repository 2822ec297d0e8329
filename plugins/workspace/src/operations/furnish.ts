import {basename, join} from 'node:path'
import {AbortedError, isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {editJson, printJson} from '@gt-town/json-file'
import {isWorkspaceConfig, type WorkspaceConfig, type WorkspaceState} from '../domain/documents.js'
import {mayorInstructions} from '../domain/instructions.js'
import {configFile, gitignoreFile, instructionsFile, lockFile} from '@gt-town/town-layout'
import {newConfig, townFiles, townFolders} from '../domain/new-town.js'
import type {Site} from './choose-site.js'
import {ignoreRigs} from './ignore-rigs.js'
import {hasRepository, initRepository} from './repository.js'
import {rigs} from './rigs.js'
import type {Made} from './undo-log.js'

export interface Furniture {
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
export async function furnish(connection: Connection, site: Site, wish: Furniture, log: Made[]): Promise<void> {
  const {town} = site
  if (!site.isTown) await sweep(connection, town)
  const projects = await knownProjects(connection, town, wish.now)
  const steps = [
    ...townFolders(town).map((path) => async () => makeFolder(connection, path, log)),
    ...townFiles(town, projects).map(
      ({path, text}) =>
        async () =>
          makeFile(connection, path, text, log),
    ),
    async () => makeFile(connection, instructionsFile(town), mayorInstructions(town.configDir), log),
    async () => extendGitignore(connection, town, Object.keys(projects), log),
    async () => ((wish.git ?? site.usesGit) ? makeRepository(connection, town, log, wish.signal) : undefined),
    async () => (site.isTown ? settle(connection, site, wish, log) : mark(connection, town, wish, log)),
  ]
  for (const step of steps) {
    if (wish.signal.aborted) throw new AbortedError('gt install', {cause: wish.signal.reason})
    await step()
  }
}

/** What an install that was killed had only begun to write. Nobody else writes here before the town is complete. */
async function sweep(connection: Connection, town: Workspace): Promise<void> {
  const folders = [town.root, ...townFolders(town)]
  const names = new Set([...townFiles(town).map(({path}) => path), ...outerFiles(town)].map((path) => basename(path)))
  const lists = await connection.inspect(folders.map((path) => ({op: 'list', path}) as const))
  for (const [index, list] of lists.entries()) {
    const entries = list.ok ? list.value : []
    for (const {name, type} of entries) {
      const target = /^\.(.+)\.gt-tmp-[0-9a-f]{12}$/.exec(name)?.[1]
      if (type !== 'file' || target === undefined || !names.has(target)) continue
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

async function mark(connection: Connection, town: Workspace, wish: Furniture, log: Made[]): Promise<void> {
  await makeFile(connection, configFile(town), printJson(newConfig(wish.now, wish)), log)
}

/** Only what was asked for changes; every other byte stays. */
async function settle(connection: Connection, {town, usesGit}: Site, wish: Furniture, log: Made[]): Promise<void> {
  const path = configFile(town)
  const before = await connection.readFile(path)
  await editJson(connection, path, isWorkspaceConfig, (config) => [
    ...(wish.name === undefined || wish.name === config.name ? [] : [{at: ['name'], value: wish.name}]),
    ...(isSame(wish.machine, config.machine) ? [] : [{at: ['machine'], value: wish.machine}]),
    ...(wish.git === undefined || wish.git === usesGit ? [] : [{at: ['git'], value: wish.git ? undefined : false}]),
  ])
  const after = await connection.readFile(path)
  if (!before.equals(after)) log.push({kind: 'change', path, before, after})
}

function isSame(wish: WorkspaceConfig['machine'], has: WorkspaceConfig['machine']): boolean {
  return wish === undefined || (wish.name === has?.name && wish.hub === has.hub)
}
