import {join, relative} from 'node:path'
import {fail, pass, skip, warn, type Connection, type Workspace, type WorkspaceCheck} from '@gt-town/contract'
import {maxJsonBytes as maxBytes, parseJson} from '@gt-town/json-file'
import {isWorkspaceConfig} from '../domain/documents.js'
import {configFile} from '@gt-town/town-layout'
import {inspectClone, type CloneState} from '@gt-town/git'
import {hasRepository, initRepository} from '../operations/git/repository.js'
import {withAncestors} from '../operations/town/physical-path.js'

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
  const [config] = await connection.inspect([{op: 'read', path: configFile(town), maxBytes}])
  const parsed = config.ok && (await parseJson(config.value, isWorkspaceConfig))
  return parsed && parsed.ok && parsed.value.git === false
}

/** Whether a town lies in a git repository: its own, or one of a folder above that does not ignore it. */
async function inspectRepository(connection: Connection, root: string): Promise<CloneState> {
  // Both at once: nearly every town has its own.
  const [[own, ...above], state] = await Promise.all([
    connection.inspect(
      withAncestors(root).map((folder) => ({op: 'stat', path: join(folder, '.git'), follow: false}) as const),
    ),
    inspectClone(connection, root),
  ])
  if (!own || own.ok || own.error.code !== 'GT_NOT_FOUND') return state
  // Only git knows what it ignores; without a repository above there is nothing to ask it.
  const isInOne = above.some(({ok}) => ok) && (await hasRepository(connection, root))
  return {state: isInOne ? 'valid' : 'missing'}
}
