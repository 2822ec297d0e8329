import {GtError, UsageError, type Connection, type Workspace} from '@gt-town/contract'
import {FileCorruptError, parseJson} from '@gt-town/json-file'
import {isWorkspaceConfig, type WorkspaceConfig} from '../../domain/documents.js'
import {configDirs, configFile, possibleTowns, stateFile} from '@gt-town/town-layout'
import {searchTown, type Search} from './locate.js'

export interface TownPlan {
  town: Workspace
  /** the town is complete already; `--force` was given */
  isTown: boolean
  /** it has not been kept out of git on purpose */
  usesGit: boolean
}

/**
 * Which town to make in `root`, an absolute path without symbolic links.
 * @throws GtError `GT_ALREADY_INSTALLED` (exit 1), `GT_CONFIG_FOREIGN`; UsageError; FileCorruptError
 */
export async function planTown(
  connection: Connection,
  root: string,
  options: {force: boolean; configDir?: Workspace['configDir'] | undefined},
): Promise<TownPlan> {
  const search = await searchTown(connection, {from: root})
  const found = search.location.found ? search.location.workspace : undefined
  if (found?.root === root) {
    const config = await checkedConfig(found, search)
    if (!options.force) throw alreadyInstalled(`${root} is a town already`, 'completes it and keeps what is there')
    if (options.configDir !== undefined && options.configDir !== found.configDir) {
      throw new UsageError(
        'GT_USAGE',
        `this town has its configuration in ${found.configDir}, not ${options.configDir}`,
        {
          hint: 'leave out --config-dir: gt does not move it',
        },
      )
    }
    return {town: found, isTown: true, usesGit: config?.git !== false}
  }
  if (found && !options.force) {
    throw alreadyInstalled(`${root} lies in the town ${found.root}`, 'makes a town of its own inside it')
  }
  const town: Workspace = {
    root,
    configDir: options.configDir ?? (await begunConfigDir(connection, root)) ?? configDirs[0],
  }
  if (!(await isMarked(connection, town))) return {town, isTown: false, usesGit: true}
  // The search did not see it: either it is no town's, or another install has just finished.
  const again = await searchTown(connection, {from: root})
  if (again.location.found && again.location.workspace.root === root) return planTown(connection, root, options)
  throw foreign(town)
}

/** Never over a broken one: that may hold the only copy of what its owner wrote. */
async function checkedConfig(town: Workspace, {config}: Search): Promise<WorkspaceConfig | undefined> {
  if (!config) return undefined
  if (!config.ok) throw config.error
  const parsed = await parseJson(config.value, isWorkspaceConfig)
  if (!parsed.ok) throw new FileCorruptError(configFile(town), parsed.problem)
  return parsed.value
}

/** The one of an install that was killed, which has chosen already. */
async function begunConfigDir(connection: Connection, root: string): Promise<Workspace['configDir'] | undefined> {
  const towns = possibleTowns(root)
  const stats = await connection.inspect(towns.map((town) => ({op: 'stat', path: stateFile(town)}) as const))
  return towns.find((_town, index) => stats[index]?.ok)?.configDir
}

async function isMarked(connection: Connection, town: Workspace): Promise<boolean> {
  const [stat] = await connection.inspect([{op: 'stat', path: configFile(town), follow: false}])
  return stat.ok && stat.value.type === 'file'
}

function foreign(town: Workspace): GtError {
  const path = configFile(town)
  return new GtError('GT_CONFIG_FOREIGN', `${path} is there already and belongs to something else than a town`, {
    hint: `move it away, or use --config-dir ${configDirs.find((dir) => dir !== town.configDir)}`,
  })
}

function alreadyInstalled(message: string, effect: string): GtError {
  return new GtError('GT_ALREADY_INSTALLED', message, {
    hint: `gt status shows it; gt install --force ${effect}`,
    exit: 1,
  })
}
