import {fail, pass, type WorkspaceCheck} from '@gt-town/contract'
import {gitignoreBlock} from '../domain/town/gitignore.js'
import {gitignoreFile} from '@gt-town/town-layout'
import {neededLines, repairGitignore} from '../operations/town/gitignore.js'

export const gitignoreTown: WorkspaceCheck = {
  id: 'workspace/gitignore-town',
  title: 'Gitignore covers what gt writes',
  category: 'Town',
  scope: 'workspace',
  description:
    "Looks in the town's .gitignore for the lines that keep state, mail and locks, which change all the time, out of git.",
  remedy: "Add the lines that are named, or let --fix add them to gt's block. All other lines stay as they are.",

  async run({connection, workspace}) {
    const missing = await neededLines(connection, workspace, gitignoreBlock([]))
    if (missing.length === 0) return pass()
    return fail(`Missing .gitignore entries for gt's own files: ${missing.length}`, {
      path: gitignoreFile(workspace),
      details: missing,
    })
  },

  async fix({connection, workspace}) {
    await repairGitignore(connection, workspace, [])
  },
}
