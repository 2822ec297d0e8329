import {join, relative} from 'node:path'
import {fail, isGtError, messageOf, pass, skip, type Finding, type RigCheck, type RigContext} from '@gt-town/contract'
import {inParallel} from '@gt-town/waiting'
import {mayorClone, polecatFolder, refineryClone} from '@gt-town/town-layout'
import {inspectClone, tryGit} from '@gt-town/git'
import {withNeutralAccess} from '../operations/git/neutral.js'
import {inspectPolecats} from '../operations/polecats/inspect-polecats.js'

/** How many clones at once. */
const atOnce = 4

export const cloneObjects: RigCheck = {
  id: 'workspace/clone-objects',
  title: 'Objects of the clones pass git fsck',
  category: 'Rig',
  scope: 'rig',
  deep: true,
  timeoutMs: 600_000,
  requires: ['workspace/rig-folder', 'workspace/git'],
  description: 'Lets git fsck read every object of the refinery, of the mayor clone and of each polecat.',
  remedy: 'Fetch again in that clone, or move it aside and run gt doctor --fix, which clones it anew.',

  async run(context) {
    const {connection, workspace, rig} = context
    const shared = [refineryClone(rig), mayorClone(workspace, rig.name)]
    const states = await Promise.all(shared.map(async (folder) => inspectClone(connection, folder)))
    const polecats = await inspectPolecats(connection, rig)
    const folders = [
      ...shared.filter((_folder, index) => states[index]?.state === 'valid'),
      ...polecats.filter(({found}) => found.state === 'valid').map(({name}) => polecatFolder(rig, name)),
    ]
    const findings = await inParallel(folders, atOnce, async (folder) => fsck(context, folder))
    const problems = findings.filter((finding) => finding !== undefined)
    return problems.length === 0 ? pass() : problems
  },
}

async function fsck({connection, workspace, signal}: RigContext, folder: string): Promise<Finding | undefined> {
  const name = relative(workspace.root, folder)
  const args = ['fsck', '--full', '--no-dangling', '--no-progress']
  try {
    const repository = {folder, gitDir: join(folder, '.git')}
    const {code, stdout, stderr} = await withNeutralAccess(connection, workspace, repository, async (access) =>
      tryGit(connection, args, {...access, signal}),
    )
    if (code === 0) return undefined
    const lines = `${stderr}\n${stdout.toString()}`.split('\n').filter((line) => line.trim() !== '')
    const details = {key: name, path: folder, details: lines.slice(0, 20)}
    return fail(`git fsck complains in ${name}: ${lines[0] ?? `it ended with ${code ?? 'a signal'}`}`, details)
  } catch (error) {
    if (!isGtError(error, 'GT_CLONE_UNREADABLE')) throw error
    return skip(`git fsck was not run in ${name}: ${messageOf(error)}`, {key: name, path: folder})
  }
}
