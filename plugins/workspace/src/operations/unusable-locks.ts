import type {Connection, Rig, Workspace} from '@gt-town/contract'
import {
  bossStateFile,
  configFile,
  gitignoreFile,
  lockFile,
  machinesFile,
  rigConfigFile,
  stateFile,
} from '@gt-town/town-layout'

/** Lock files of the town and its rigs that nobody could take; the refinery's has a check of its own. */
export async function unusableLocks(connection: Connection, town: Workspace, rigs: readonly Rig[]): Promise<string[]> {
  const ofTown = [configFile, stateFile, machinesFile, bossStateFile, gitignoreFile].map((fileOf) => fileOf(town))
  const paths = [...ofTown, ...rigs.map(rigConfigFile)].map(lockFile)
  const stats = await connection.inspect(paths.map((path) => ({op: 'stat', path, follow: false}) as const))
  return paths.filter((_path, index) => {
    const found = stats[index]
    return found?.ok === true && (found.value.type !== 'file' || (found.value.mode & 0o600) !== 0o600)
  })
}
