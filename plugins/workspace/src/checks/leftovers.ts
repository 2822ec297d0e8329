import {relative} from 'node:path'
import {pass, warn, type WorkspaceCheck} from '@gt-town/contract'
import {findLeftovers} from '../operations/files/leftovers.js'

export const leftovers: WorkspaceCheck = {
  id: 'workspace/leftovers',
  title: 'No leftovers of killed commands',
  category: 'Town',
  scope: 'workspace',
  description:
    'Looks for temporary files older than an hour and half-made clones older than a day, which a command that was killed leaves behind. ' +
    'They do no harm but take up disk space.',
  remedy: 'Make sure that no gt is running, then delete what is listed. gt does not delete it for you.',

  async run({connection, workspace, rigs}) {
    const found = await findLeftovers(connection, workspace, rigs, Date.now())
    if (found.length === 0) return pass()
    const [first = ''] = found
    return warn(`Left behind by commands that were killed: ${found.length} ${found.length === 1 ? 'path' : 'paths'}`, {
      path: first,
      details: found.map((path) => relative(workspace.root, path)),
      hint: 'gt doctor --only workspace/leftovers --verbose lists them',
    })
  },
}
