import {fail, pass, type RigCheck} from '@gt-town/contract'
import {gitignoreBlock} from '../domain/town/gitignore.js'
import {gitignoreFile} from '@gt-town/town-layout'
import {neededLines, repairGitignore} from '../operations/town/gitignore.js'

export const gitignore: RigCheck = {
  id: 'workspace/gitignore',
  title: 'Gitignore entries present',
  category: 'Rig',
  scope: 'rig',
  description:
    "Looks in the town's .gitignore for the rig's lines: its clones are repositories of their own, not files of the town.",
  remedy: "Add the lines that are named, or let --fix add them to gt's block. All other lines stay as they are.",

  async run({connection, workspace, rig}) {
    // What every rig needs comes first in the block, and is for another check.
    const lines = gitignoreBlock([rig.name]).slice(gitignoreBlock([]).length)
    const missing = await neededLines(connection, workspace, lines)
    if (missing.length === 0) return pass()
    return fail(`Missing .gitignore entries: ${missing.join(', ')}`, {path: gitignoreFile(workspace)})
  },

  async fix({connection, workspace, rig}) {
    await repairGitignore(connection, workspace, [rig.name])
  },
}
