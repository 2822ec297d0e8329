import {relative} from 'node:path'
import type {WorkspaceCheck} from '@gt-town/contract'
import {mailFolder} from '@gt-town/town-layout'
import {ensureFolder} from '../operations/files/ensure-folder.js'
import {entryFinding} from '../operations/files/entry-finding.js'

export const mail: WorkspaceCheck = {
  id: 'workspace/mail',
  title: 'Mail directory exists',
  category: 'Workspace',
  scope: 'workspace',
  description: "Looks for the folder of the mayor's mail and of mail that waits to be sent.",
  remedy: 'Make the folder, or let --fix make it. What is in its place is moved aside, never deleted.',

  async run({connection, workspace}) {
    const path = mailFolder(workspace)
    return entryFinding(connection, path, 'directory', `${relative(workspace.root, path)}/`)
  },

  async fix({connection, workspace}) {
    await ensureFolder(connection, workspace, mailFolder(workspace))
  },
}
