import {relative} from 'node:path'
import type {RigCheck} from '@gt-town/contract'
import {mayorClone as pathOf} from '@gt-town/town-layout'
import {cloneFinding} from '../operations/clones/clone-finding.js'
import {repairClone} from '../operations/clones/repair-clone.js'

export const mayorClone: RigCheck = {
  id: 'workspace/mayor-clone',
  title: 'Mayor rig clone exists',
  category: 'Rig',
  scope: 'rig',
  requires: ['workspace/rigs'],
  description:
    "Looks at the mayor's clone of the rig as git does: HEAD, refs, objects, configuration, the branch that is checked out.",
  remedy: "Clone the rig's git_url there, or let --fix do it. A broken clone goes to the trash: gt trash list.",

  async run({connection, workspace, rig}) {
    const path = pathOf(workspace, rig.name)
    return cloneFinding(connection, workspace, rig, path, `${relative(workspace.root, path)}/`)
  },

  async fix({connection, workspace, rig, signal, log}) {
    const old = await repairClone(connection, workspace, rig, pathOf(workspace, rig.name), signal)
    if (old !== undefined) log(`the broken one is ${old}`)
  },
}
