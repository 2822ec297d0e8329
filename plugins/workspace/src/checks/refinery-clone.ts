import {relative} from 'node:path'
import type {RigCheck} from '@gt-town/contract'
import {refineryClone as pathOf} from '@gt-town/town-layout'
import {cloneFinding} from '../operations/clones/clone-finding.js'
import {repairClone} from '../operations/clones/repair-clone.js'

export const refineryClone: RigCheck = {
  id: 'workspace/refinery-clone',
  title: 'Refinery clone valid',
  category: 'Rig',
  scope: 'rig',
  requires: ['workspace/refinery'],
  description:
    'Looks at refinery/rig/ as git status does: HEAD, refs, index, packs, the commit that is checked out, configuration, owner. ' +
    'Only git fsck checks what is inside of the other objects.',
  remedy: "Clone the rig's git_url there, or let --fix do it. A broken clone goes to the trash: gt trash list.",

  async run({connection, workspace, rig}) {
    const path = pathOf(rig)
    return cloneFinding(connection, workspace, rig, path, `${relative(rig.path, path)}/`)
  },

  async fix({connection, workspace, rig, signal, log}) {
    const old = await repairClone(connection, workspace, rig, pathOf(rig), signal)
    if (old !== undefined) log(`the broken one is ${old}`)
  },
}
