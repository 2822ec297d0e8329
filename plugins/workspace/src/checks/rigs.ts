import {relative} from 'node:path'
import type {WorkspaceCheck} from '@gt-town/contract'
import {mayorRigsFolder} from '@gt-town/town-layout'
import {ensureFolder} from '../operations/files/ensure-folder.js'
import {entryFinding} from '../operations/files/entry-finding.js'

export const rigs: WorkspaceCheck = {
  id: 'workspace/rigs',
  title: 'Rigs directory exists',
  category: 'Workspace',
  scope: 'workspace',
  description: "Looks for the folder that holds the mayor's clone of each rig.",
  remedy: 'Make the folder, or let --fix make it. What is in its place is moved aside, never deleted.',

  async run({connection, workspace}) {
    const path = mayorRigsFolder(workspace)
    return entryFinding(connection, path, 'directory', `${relative(workspace.root, path)}/`)
  },

  async fix({connection, workspace}) {
    await ensureFolder(connection, workspace, mayorRigsFolder(workspace))
  },
}
