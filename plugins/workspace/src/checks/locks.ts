import {relative} from 'node:path'
import {fail, pass, type WorkspaceCheck} from '@gt-town/contract'
import {unusableLocks} from '../operations/unusable-locks.js'
import {repairLock} from '../operations/repair-lock.js'

export const locks: WorkspaceCheck = {
  id: 'workspace/locks',
  title: 'Lock files usable',
  category: 'Town',
  scope: 'workspace',
  description:
    'Looks at the files whose locks keep two commands from changing the same thing: each must be a plain file, or missing.',
  remedy: 'Move what is in their place away, or let --fix do it. A missing lock file is made when it is needed.',

  async run({connection, workspace, rigs}) {
    const unusable = await unusableLocks(connection, workspace, rigs)
    if (unusable.length === 0) return pass()
    return unusable.map((path) => fail(`Unusable lock file: ${relative(workspace.root, path)}`, {key: path, path}))
  },

  async fix({connection}, {path}) {
    if (path !== undefined) await repairLock(connection, path)
  },
}
