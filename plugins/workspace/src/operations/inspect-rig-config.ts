import {fail, type Connection, type Finding, type Rig, type Workspace} from '@gt-town/contract'
import {readJson} from '@gt-town/json-file'
import {isRigConfig} from '../domain/documents.js'
import {isGitUrl} from '../domain/is-git-url.js'
import {rigConfigFile} from '@gt-town/town-layout'
import {documentFinding} from './document-finding.js'
import {rigSource} from './rebuild-rig-config.js'

/** Whether a rig's own configuration is there, valid, and names a place gt would clone from. */
export async function inspectRigConfig(connection: Connection, town: Workspace, rig: Rig): Promise<Finding> {
  const path = rigConfigFile(rig)
  const name = `Config of the rig ${rig.name}`
  const finding = await documentFinding(connection, town, {path, validate: isRigConfig, name})
  if (finding.status === 'pass') {
    const {git_url: url} = await readJson(connection, path, isRigConfig)
    if (isGitUrl(url)) return finding
  }
  const found =
    finding.status === 'pass' ? fail(`${name} invalid: its git_url is not one git may be given`, {path}) : finding
  if (found.fixable === false || (await rigSource(connection, town, rig)) !== undefined) return found
  return {...found, fixable: false, hint: 'nothing here says where the rig comes from: write its git_url by hand'}
}
