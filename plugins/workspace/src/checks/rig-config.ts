import type {RigCheck} from '@gt-town/contract'
import {inspectRigConfig} from '../operations/inspect-rig-config.js'
import {rebuildRigConfig} from '../operations/rebuild-rig-config.js'

export const rigConfig: RigCheck = {
  id: 'workspace/rig-config',
  title: 'Rig config valid',
  category: 'Rigs',
  scope: 'rig',
  requires: ['workspace/rig-folder'],
  description:
    "Reads the rig's .gastown/config.json: where its clones come from, where its beads are, which machines may work on it.",
  remedy:
    'Mend the place that is named, or let --fix rebuild it from what can still be read, the registry, and the clones that are there.',

  async run({connection, workspace, rig}) {
    return inspectRigConfig(connection, workspace, rig)
  },

  async fix({connection, workspace, rig}) {
    await rebuildRigConfig(connection, workspace, rig)
  },
}
