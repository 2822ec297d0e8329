import {foldName, GtError, isGtError, type Connection, type Workspace} from '@gt-town/contract'
import type {WorkspaceState} from '../../domain/documents.js'
import {mayorClone, mayorRigsFolder, removedRigConfigFile, rigConfigFile, rigFolder} from '@gt-town/town-layout'
import {registry, rigExists} from './registry.js'

/**
 * Makes sure that a rig of this name can be put in place: not registered, nothing of that name where its folders go.
 * One that is registered with the same URL and whose folder is gone may be made again.
 * @throws GtError `GT_RIG_EXISTS`, `GT_PATH_TAKEN`, both exit 1
 */
export async function refuseTakenRigName(
  connection: Connection,
  town: Workspace,
  state: WorkspaceState,
  name: string,
  gitUrl?: string,
): Promise<void> {
  const registered = registry.sameName(state, name)
  if (registered !== undefined && !(await isGone(connection, town, state, name, gitUrl))) throw rigExists(registered)
  const beside = await sameNamedEntry(connection, town.root, name)
  if (beside !== undefined) {
    const rig = {path: rigFolder(town, beside)}
    const marks = await connection.inspect(
      [rigConfigFile(rig), removedRigConfigFile(rig)].map((path) => ({op: 'stat', path}) as const),
    )
    throw taken(rig.path, marks.some(({ok}) => ok) ? `adopt it with gt rig adopt ${beside}` : 'choose another name')
  }
  const clone = await sameNamedEntry(connection, mayorRigsFolder(town), name)
  // The very same is an earlier rig's, and goes to the trash.
  if (clone !== undefined && clone !== name) {
    throw taken(mayorClone(town, clone), 'an earlier rig left it: move it away, or choose another name')
  }
}

async function isGone(
  connection: Connection,
  town: Workspace,
  state: WorkspaceState,
  name: string,
  gitUrl: string | undefined,
): Promise<boolean> {
  if (!Object.hasOwn(state.projects, name) || state.projects[name]?.git_url !== gitUrl) return false
  const [folder] = await connection.inspect([{op: 'stat', path: rigFolder(town, name), follow: false}])
  return !folder.ok && folder.error.code === 'GT_NOT_FOUND'
}

/** The name of an entry of a folder that is this name without regard to case, as some file systems see it. */
export async function sameNamedEntry(
  connection: Connection,
  folder: string,
  name: string,
): Promise<string | undefined> {
  try {
    const names = (await connection.listDir(folder)).map((entry) => entry.name)
    return names.find((other) => foldName(other) === foldName(name))
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}

function taken(path: string, hint: string): GtError {
  return new GtError('GT_PATH_TAKEN', `${path} is there already`, {hint, exit: 1})
}
