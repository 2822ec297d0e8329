import {relative} from 'node:path'
import {pass, warn, type Finding, type Workspace, type WorkspaceCheck} from '@gt-town/contract'
import {mayorClone} from '@gt-town/town-layout'
import {findLeftovers, rigsOfLostClones} from '../operations/files/leftovers.js'
import {wasRemoved} from '../operations/rigs/rigs.js'

export const leftovers: WorkspaceCheck = {
  id: 'workspace/leftovers',
  title: 'No leftovers of killed commands or of rigs that are gone',
  category: 'Town',
  scope: 'workspace',
  description:
    'Looks for temporary files older than an hour and half-made clones older than a day, which a command that was killed leaves behind. ' +
    "They do no harm but take up disk space. And for the mayor's clones of rigs that are gone.",
  remedy:
    'Make sure that no gt is running, then delete the files and half-made clones that are listed. gt does not delete them for you.',

  async run({connection, workspace, rigs}) {
    const [found, lost] = await Promise.all([
      findLeftovers(connection, workspace, rigs, Date.now()),
      rigsOfLostClones(connection, workspace, rigs),
    ])
    const clones = await Promise.all(
      lost.map(async (rig) => clonesFinding(workspace, rig, await wasRemoved(connection, workspace, rig))),
    )
    if (found.length === 0) return clones.length === 0 ? pass() : clones
    const [first = ''] = found
    const files = warn(
      `Left behind by commands that were killed: ${found.length} ${found.length === 1 ? 'path' : 'paths'}`,
      {
        path: first,
        details: found.map((path) => relative(workspace.root, path)),
        hint: 'gt doctor --only workspace/leftovers --verbose lists them',
      },
    )
    return [files, ...clones]
  },
}

/** It may hold work: nobody is told to delete it. */
function clonesFinding(town: Workspace, rig: string, hasFolder: boolean): Finding {
  const path = mayorClone(town, rig)
  return warn(`The mayor's clone of ${rig}, which is no rig any more: ${relative(town.root, path)}`, {
    key: rig,
    path,
    hint: hasFolder
      ? `gt rig adopt ${rig} makes it a rig again; or look what is only in it, and move it away`
      : `gt rig add ${rig} GIT_URL makes it a rig again and moves the old clone to the trash; or look what is only in it, and move it away`,
  })
}
