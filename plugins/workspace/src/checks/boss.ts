import type {WorkspaceCheck} from '@gt-town/contract'
import {mergeSalvaged} from '@gt-town/json-file'
import {isBossState, type BossState} from '../domain/documents.js'
import {bossStateFile} from '@gt-town/town-layout'
import {documentFinding} from '../operations/files/document-finding.js'
import {repairJson} from '../operations/files/repair-file.js'

export const boss: WorkspaceCheck = {
  id: 'workspace/boss',
  title: 'Boss state valid',
  category: 'Workspace',
  scope: 'workspace',
  description: "Reads boss/state.json in the town's configuration folder.",
  remedy:
    'Correct the place that is named, or let --fix rebuild it: what can still be read is kept, the old file stays beside it.',

  async run({connection, workspace}) {
    const path = bossStateFile(workspace)
    return documentFinding(connection, workspace, {path, validate: isBossState, name: 'Boss state'})
  },

  async fix(context) {
    await repairJson<BossState>(context, bossStateFile(context.workspace), isBossState, (broken) =>
      mergeSalvaged<BossState>(isBossState, {version: 1}, broken),
    )
  },
}
