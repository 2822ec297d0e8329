import {fail, pass, type RigCheck} from '@gt-town/contract'
import {gitignoreBlock} from '../domain/town/gitignore.js'
import {gitignoreFile, polecatsFile, rigFolder} from '@gt-town/town-layout'
import {missingLines, repairGitignore} from '../operations/town/gitignore.js'

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
    const lacking = await missingLines(connection, workspace, lines)
    // Its line is added before the file is written, in rigs too that were made without it.
    const ofPolecats = polecatsFile({path: rigFolder({root: '/'}, rig.name)})
    const needsIt = lacking.includes(ofPolecats) && (await connection.fileExists(polecatsFile(rig)))
    const missing = needsIt ? lacking : lacking.filter((line) => line !== ofPolecats)
    if (missing.length === 0) return pass()
    return fail(`Missing .gitignore entries: ${missing.join(', ')}`, {path: gitignoreFile(workspace)})
  },

  async fix({connection, workspace, rig}) {
    await repairGitignore(connection, workspace, [rig.name])
  },
}
