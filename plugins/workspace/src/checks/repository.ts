import {relative} from 'node:path'
import {fail, pass, skip, warn, type Connection, type Workspace, type WorkspaceCheck} from '@gt-town/contract'
import {parseJson} from '@gt-town/json-file'
import {isWorkspaceConfig} from '../domain/documents.js'
import {configFile} from '@gt-town/town-layout'
import {inspectRepository} from '../operations/inspect-repository.js'
import {initRepository} from '../operations/repository.js'

export const repository: WorkspaceCheck = {
  id: 'workspace/repository',
  title: 'Town is a git repository',
  category: 'Town',
  scope: 'workspace',
  description: "Looks whether the town's own files, its configuration and instructions, can be kept in git.",
  remedy:
    'Run git init in the town, or let --fix do it; nothing is committed. A repository that is broken is left to you.',

  async run({connection, workspace}) {
    const found = await inspectRepository(connection, workspace.root)
    if (found.state === 'valid') return pass()
    if (found.state === 'missing' && (await isKeptOut(connection, workspace))) {
      return skip('The town is kept out of git: "git" is false in its configuration')
    }
    if (found.state === 'missing') return warn('The town is not a git repository', {path: workspace.root})
    return fail(`The town's git repository is broken: ${found.reason}`, {
      path: found.path,
      details: [relative(workspace.root, found.path)],
      hint: 'it is yours, so gt leaves it alone: git fsck tells more',
      fixable: false,
    })
  },

  async fix({connection, workspace, signal}) {
    await initRepository(connection, workspace.root, signal)
  },
}

async function isKeptOut(connection: Connection, town: Workspace): Promise<boolean> {
  const [config] = await connection.inspect([{op: 'read', path: configFile(town)}])
  const parsed = config.ok && (await parseJson(config.value, isWorkspaceConfig))
  return parsed && parsed.ok && parsed.value.git === false
}
