import type {RigCheck} from '@gt-town/contract'
import {refineryClone as pathOf} from '@gt-town/town-layout'
import {cloneFinding} from '../operations/clone-finding.js'
import {repairClone} from '../operations/repair-clone.js'

export const refineryClone: RigCheck = {
  id: 'workspace/refinery-clone',
  title: 'Refinery clone valid',
  category: 'Rig',
  scope: 'rig',
  requires: ['workspace/refinery'],
  description:
    'Looks at refinery/rig/ as git does: HEAD, refs, objects, configuration, the branch that is checked out. ' +
    'What lies inside of objects takes git fsck.',
  remedy: "Clone the rig's git_url there, or let --fix do it. A broken clone is moved aside, never deleted.",

  async run({connection, workspace, rig}) {
    return cloneFinding(connection, workspace, rig, pathOf(rig), 'refinery/rig/')
  },

  async fix({connection, workspace, rig, signal}) {
    await repairClone(connection, workspace, rig, pathOf(rig), signal)
  },
}
