import {GtError, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {parseJson, printJson, salvageJson} from '@gt-town/json-file'
import {isRigConfig, isWorkspaceState, type RigConfig} from '../domain/documents.js'
import {isGitUrl} from '../domain/is-git-url.js'
import {rigConfigFile, stateFile} from '@gt-town/town-layout'
import {mend} from '../domain/mend.js'
import {findGitUrl} from './find-rigs.js'
import {rebuildFile} from './rebuild-file.js'

/** Makes a rig's own configuration valid again: what can still be read of it stays, its git_url is the registry's or a clone's. */
export async function rebuildRigConfig(connection: Connection, town: Workspace, rig: Rig): Promise<void> {
  await rebuildFile(connection, town, rigConfigFile(rig), async (old) => {
    const parsed = old && (await parseJson(old, isRigConfig))
    if (parsed?.ok && isGitUrl(parsed.value.git_url)) return undefined
    const url = await rigSource(connection, town, rig)
    if (url === undefined) throw new GtError('GT_GIT_URL_UNKNOWN', `nothing says where ${rig.name} comes from`)
    const base: RigConfig = {type: 'rig', git_url: url}
    return printJson(mend(isRigConfig, base, old && (await salvageJson(old)), ['type', 'git_url']))
  })
}

/** Where a rig comes from, by the registry, else by what lies in its folder. */
export async function rigSource(connection: Connection, town: Workspace, {name}: Rig): Promise<string | undefined> {
  const [state] = await connection.inspect([{op: 'read', path: stateFile(town)}])
  const parsed = state.ok ? await parseJson(state.value, isWorkspaceState) : undefined
  const registered = parsed?.ok && Object.hasOwn(parsed.value.projects, name) ? parsed.value.projects[name] : undefined
  if (registered && isGitUrl(registered.git_url)) return registered.git_url
  return findGitUrl(connection, town, name)
}
