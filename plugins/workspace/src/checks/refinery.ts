import {relative} from 'node:path'
import type {RigCheck} from '@gt-town/contract'
import {refineryFolder} from '@gt-town/town-layout'
import {ensureFolder} from '../operations/files/ensure-folder.js'
import {entryFinding} from '../operations/files/entry-finding.js'

export const refinery: RigCheck = {
  id: 'workspace/refinery',
  title: 'Refinery directory exists',
  category: 'Rig',
  scope: 'rig',
  requires: ['workspace/rig-folder'],
  description: "Looks for the rig's refinery/, the folder in which work is merged.",
  remedy: 'Make the folder, or let --fix make it and what belongs in it.',

  async run({connection, rig}) {
    const path = refineryFolder(rig)
    return entryFinding(connection, path, 'directory', `${relative(rig.path, path)}/`)
  },

  async fix({connection, workspace, rig}) {
    await ensureFolder(connection, workspace, refineryFolder(rig))
  },
}
