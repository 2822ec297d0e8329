import {GtError, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {mergeSalvaged, parseJson} from '@gt-town/json-file'
import {isRigConfig, isWorkspaceState, type RigConfig} from '../domain/documents.js'
import {isGitUrl} from '../domain/is-git-url.js'
import {rigConfigFile, stateFile} from '@gt-town/town-layout'
import {findGitUrl} from './find-rigs.js'
import {repairJson} from './repair-file.js'

/** Makes a rig's own configuration valid again: what can still be read of it stays, its git_url is the registry's or a clone's. */
export async function rebuildRigConfig(connection: Connection, town: Workspace, rig: Rig): Promise<void> {
  const make = async (broken: unknown): Promise<RigConfig> => {
    const url = await rigSource(connection, town, rig)
    if (url === undefined) throw new GtError('GT_GIT_URL_UNKNOWN', `nothing says where ${rig.name} comes from`)
    return mergeSalvaged<RigConfig>(isRigConfig, {type: 'rig', git_url: url}, broken, ['type', 'git_url'])
  }
  const isSound = ({git_url: url}: RigConfig): boolean => isGitUrl(url)
  await repairJson(connection, town, rigConfigFile(rig), isRigConfig, make, isSound)
}

/** Where a rig comes from, by the registry, else by what lies in its folder. */
export async function rigSource(connection: Connection, town: Workspace, {name}: Rig): Promise<string | undefined> {
  const [state] = await connection.inspect([{op: 'read', path: stateFile(town)}])
  const parsed = state.ok ? await parseJson(state.value, isWorkspaceState) : undefined
  const registered = parsed?.ok && Object.hasOwn(parsed.value.projects, name) ? parsed.value.projects[name] : undefined
  if (registered && isGitUrl(registered.git_url)) return registered.git_url
  return findGitUrl(connection, town, name)
}
