import type {RigCheck} from '@gt-town/contract'
import {mergeSalvaged} from '@gt-town/json-file'
import {isRefineryState} from '../domain/documents.js'
import {refineryStateFile} from '@gt-town/town-layout'
import {newRefineryState} from '../domain/rigs/refinery.js'
import {documentFinding} from '../operations/files/document-finding.js'
import {repairJson} from '../operations/files/repair-file.js'

export const refineryState: RigCheck = {
  id: 'workspace/refinery-state',
  title: 'Refinery state valid',
  category: 'Rig',
  scope: 'rig',
  requires: ['workspace/refinery'],
  description: 'Reads refinery/state.json, which says whether the refinery runs and when it last did.',
  remedy:
    'Correct the place that is named, or let --fix rebuild it: what can still be read is kept, the old file stays beside it.',

  async run({connection, workspace, rig}) {
    const path = refineryStateFile(rig)
    return documentFinding(connection, workspace, {path, validate: isRefineryState, name: 'Refinery state'})
  },

  async fix(context) {
    await repairJson(context, refineryStateFile(context.rig), isRefineryState, (broken) =>
      mergeSalvaged(isRefineryState, newRefineryState(new Date()), broken),
    )
  },
}
