import {fail, pass, type WorkspaceCheck} from '@gt-town/contract'
import {gitignoreBlock} from '../domain/town/gitignore.js'
import {basename} from 'node:path'
import {gitignoreFile, trashFolder} from '@gt-town/town-layout'
import {missingLines, repairGitignore} from '../operations/town/gitignore.js'

export const gitignoreTown: WorkspaceCheck = {
  id: 'workspace/gitignore-town',
  title: 'Gitignore covers what gt writes',
  category: 'Town',
  scope: 'workspace',
  description:
    "Looks in the town's .gitignore for the lines that keep state, mail and locks, which change all the time, out of git.",
  remedy: "Add the lines that are named, or let --fix add them to gt's block. All other lines stay as they are.",

  async run({connection, workspace}) {
    const lines = await missingLines(connection, workspace, gitignoreBlock([]))
    // Before anything goes to the trash its line is added, in towns that were made without it too.
    const [trash] = await connection.inspect([{op: 'stat', path: trashFolder(workspace)}])
    const missing = trash.ok ? lines : lines.filter((line) => !isOfTrash(line))
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

function isOfTrash(line: string): boolean {
  return basename(line) === basename(trashFolder({root: '/', configDir: 'mayor'}))
}
