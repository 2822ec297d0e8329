import type {RigCheck} from '@gt-town/contract'
import {repairRigConfig, rigConfigFinding} from '../operations/rigs/repair-rig-config.js'

export const rigConfig: RigCheck = {
  id: 'workspace/rig-config',
  title: 'Rig config valid',
  category: 'Rigs',
  scope: 'rig',
  requires: ['workspace/rig-folder'],
  description:
    "Reads the rig's .gastown/config.json: where its clones come from, where its beads are, which machines may work on it.",
  remedy:
    'Correct the place that is named, or let --fix rebuild it from what can still be read, the registry, and the clones that are there.',

  async run({connection, workspace, rig}) {
    return rigConfigFinding(connection, workspace, rig)
  },

  async fix(context) {
    await repairRigConfig(context)
  },
}
