import type {WorkspaceCheck} from '@gt-town/contract'
import {mergeSalvaged} from '@gt-town/json-file'
import {isWorkspaceConfig} from '../domain/documents.js'
import {configFile} from '@gt-town/town-layout'
import {newConfig} from '../domain/town/new-town.js'
import {documentFinding} from '../operations/files/document-finding.js'
import {repairJson} from '../operations/files/repair-file.js'

export const config: WorkspaceCheck = {
  id: 'workspace/config',
  title: 'Workspace config valid',
  category: 'Workspace',
  scope: 'workspace',
  description:
    "Reads config.json in the town's configuration folder: it marks the folder as a town and holds its settings.",
  remedy:
    'Correct the place that is named, or let --fix rebuild it: what can still be read is kept, the old file stays beside it.',

  async run({connection, workspace}) {
    const path = configFile(workspace)
    return documentFinding(connection, workspace, {path, validate: isWorkspaceConfig, name: 'Workspace config'})
  },

  async fix(context) {
    await repairJson(context, configFile(context.workspace), isWorkspaceConfig, (broken) =>
      mergeSalvaged(isWorkspaceConfig, newConfig(new Date()), broken),
    )
  },
}
