import {relative} from 'node:path'
import type {RigCheck} from '@gt-town/contract'
import {lockFile, refineryStateFile} from '@gt-town/town-layout'
import {entryFinding} from '../operations/files/entry-finding.js'
import {withRepairLock} from '../operations/files/repair-lock.js'

export const refineryLock: RigCheck = {
  id: 'workspace/refinery-lock',
  title: 'Refinery lock exists',
  category: 'Rig',
  scope: 'rig',
  requires: ['workspace/refinery'],
  description:
    'Looks for refinery/state.json.lock: whoever changes the state holds a lock on this file, so it must never be removed.',
  remedy: 'Make an empty file, or let --fix make it.',

  async run({connection, rig}) {
    const path = lockFile(refineryStateFile(rig))
    return entryFinding(connection, path, 'file', relative(rig.path, path))
  },

  async fix({connection, workspace, rig}) {
    // Taking a lock makes its file.
    await withRepairLock(connection, workspace, refineryStateFile(rig), async () => Promise.resolve())
  },
}
