import {
  fail,
  GtError,
  type Connection,
  type Finding,
  type Rig,
  type RigContext,
  type Workspace,
} from '@gt-town/contract'
import {maxJsonBytes as maxBytes, mergeSalvaged, parseJson, readJson} from '@gt-town/json-file'
import {isRigConfig, isWorkspaceState, type RigConfig} from '../../domain/documents.js'
import {isGitUrl} from '@gt-town/git'
import {rigConfigFile, stateFile} from '@gt-town/town-layout'
import {gitUrlOnDisk} from './rigs-on-disk.js'
import {documentFinding} from '../files/document-finding.js'
import {repairJson} from '../files/repair-file.js'

/** Whether a rig's own configuration is there, valid, and names a place gt would clone from. */
export async function rigConfigFinding(connection: Connection, town: Workspace, rig: Rig): Promise<Finding> {
  const path = rigConfigFile(rig)
  const name = `Config of the rig ${rig.name}`
  const finding = await documentFinding(connection, town, {path, validate: isRigConfig, name})
  const isValid = finding.status !== 'fail'
  if (isValid) {
    const {git_url: url} = await readJson(connection, path, isRigConfig)
    if (isGitUrl(url)) return finding
  }
  const found = isValid ? fail(`${name} invalid: its git_url is not a git URL`, {path}) : finding
  if (found.fixable === false || (await rigSource(connection, town, rig)) !== undefined) return found
  return {...found, fixable: false, hint: 'nothing here says where the rig comes from: write its git_url by hand'}
}

/** Makes a rig's own configuration valid again: what can still be read of it stays, its git_url is the registry's or a clone's. */
export async function repairRigConfig(context: RigContext): Promise<void> {
  const {connection, workspace: town, rig} = context
  const make = async (broken: unknown): Promise<RigConfig> => {
    const url = await rigSource(connection, town, rig)
    if (url === undefined) throw new GtError('GT_GIT_URL_UNKNOWN', `nothing says where ${rig.name} comes from`)
    return mergeSalvaged<RigConfig>(isRigConfig, {type: 'rig', git_url: url}, broken, ['type', 'git_url'])
  }
  const isSound = ({git_url: url}: RigConfig): boolean => isGitUrl(url)
  await repairJson(context, rigConfigFile(rig), isRigConfig, make, isSound)
}

/** Where a rig comes from, by the registry, else by what lies in its folder. */
async function rigSource(connection: Connection, town: Workspace, {name}: Rig): Promise<string | undefined> {
  const [state] = await connection.inspect([{op: 'read', path: stateFile(town), maxBytes}])
  const parsed = state.ok ? await parseJson(state.value, isWorkspaceState) : undefined
  const registered = parsed?.ok && Object.hasOwn(parsed.value.projects, name) ? parsed.value.projects[name] : undefined
  if (registered && isGitUrl(registered.git_url)) return registered.git_url
  return gitUrlOnDisk(connection, town, name)
}
