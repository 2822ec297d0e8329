import type {RigCheck} from '@gt-town/contract'
import {refineryFolder} from '@gt-town/town-layout'
import {ensureFolder} from '../operations/ensure-folder.js'
import {placeFinding} from '../operations/place-finding.js'

export const refinery: RigCheck = {
  id: 'workspace/refinery',
  title: 'Refinery directory exists',
  category: 'Rig',
  scope: 'rig',
  requires: ['workspace/rig-folder'],
  description: "Looks for the rig's refinery/, the folder of the place where work is merged.",
  remedy: 'Make the folder, or let --fix make it and what belongs into it.',

  async run({connection, rig}) {
    return placeFinding(connection, refineryFolder(rig), 'directory', 'refinery/')
  },

  async fix({connection, workspace, rig}) {
    await ensureFolder(connection, workspace, refineryFolder(rig))
  },
}
