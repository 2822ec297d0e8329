import type {WorkspaceCheck} from '@gt-town/contract'
import {isWorkspaceState, type RegisteredRig, type WorkspaceState} from '../domain/documents.js'
import {stateFile} from '@gt-town/town-layout'
import {documentFinding} from '../operations/files/document-finding.js'
import {rigsOnDisk} from '../operations/rigs/rigs-on-disk.js'
import {registry} from '../operations/rigs/registry.js'
import {repairJson} from '../operations/files/repair-file.js'

export const state: WorkspaceCheck = {
  id: 'workspace/state',
  title: 'Workspace state valid',
  category: 'Workspace',
  scope: 'workspace',
  description:
    "Reads state.json, the registry of the town's rigs. Commands that need it refuse to work while it is broken.",
  remedy:
    'Correct the place that is named, or let --fix rebuild it from what can still be read and from the rigs that are there.',

  async run({connection, workspace}) {
    const path = stateFile(workspace)
    return documentFinding(connection, workspace, {path, validate: isWorkspaceState, name: 'Workspace state'})
  },

  async fix(context) {
    const {connection, workspace} = context
    await repairJson<WorkspaceState>(context, stateFile(workspace), isWorkspaceState, async (broken) =>
      registry.rebuilt(broken, entriesOf(await rigsOnDisk(connection, workspace))),
    )
  },
}

function entriesOf(urls: ReadonlyMap<string, string>): Record<string, RegisteredRig> {
  return Object.fromEntries([...urls].map(([name, git_url]) => [name, {git_url}]))
}
