import {relative} from 'node:path'
import {fail, pass, type Connection, type Rig, type Workspace, type WorkspaceCheck} from '@gt-town/contract'
import {
  bossStateFile,
  configFile,
  gitignoreFile,
  lockFile,
  machinesFile,
  rigConfigFile,
  stateFile,
} from '@gt-town/town-layout'
import {repairLock} from '../operations/files/repair-lock.js'

export const locks: WorkspaceCheck = {
  id: 'workspace/locks',
  title: 'Lock files usable',
  category: 'Town',
  scope: 'workspace',
  description:
    'Looks at the files whose locks keep two commands from changing the same thing: each must be a plain file, or missing.',
  remedy: 'Move what is in their place away, or let --fix do it. A missing lock file is made when it is needed.',

  async run({connection, workspace, rigs}) {
    const unusable = await unusableLocks(connection, workspace, rigs)
    if (unusable.length === 0) return pass()
    return unusable.map((path) => fail(`Unusable lock file: ${relative(workspace.root, path)}`, {key: path, path}))
  },

  async fix({connection}, {path}) {
    if (path !== undefined) await repairLock(connection, path)
  },
}

/** Lock files of the town and its rigs that nobody could take; the refinery's has a check of its own. */
async function unusableLocks(connection: Connection, town: Workspace, rigs: readonly Rig[]): Promise<string[]> {
  const ofTown = [configFile, stateFile, machinesFile, bossStateFile, gitignoreFile].map((fileOf) => fileOf(town))
  const paths = [...ofTown, ...rigs.map(rigConfigFile)].map(lockFile)
  const stats = await connection.inspect(paths.map((path) => ({op: 'stat', path, follow: false}) as const))
  return paths.filter((_path, index) => {
    const found = stats[index]
    return found?.ok === true && (found.value.type !== 'file' || (found.value.mode & 0o600) !== 0o600)
  })
}
