import {isGtError, pass, skip, warn, type Connection, type EnvironmentCheck, type Space} from '@gt-town/contract'
import {trashFolder} from '@gt-town/town-layout'

const gib = 1024 ** 3

export const diskSpace: EnvironmentCheck = {
  id: 'workspace/disk-space',
  title: 'Disk has room',
  category: 'Environment',
  scope: 'environment',
  description:
    'Looks how much room is left on the disk of the town: less than 1 GiB, or less than 10 GiB and 5 %, is little for clones.',
  remedy: 'Delete what is not needed, such as polecats whose work is pushed, or move the town to a larger disk.',

  async run({connection, workspace}) {
    if (!workspace) return []
    const path = workspace.root
    const [space] = await connection.inspect([{op: 'space', path}])
    if (!space.ok) throw space.error
    if (space.value.totalBytes === 0) return skip('the file system of the town does not say how much room is left')
    if (!isLow(space.value)) return pass()
    const left = `${printSize(space.value.freeBytes)} of ${printSize(space.value.totalBytes)} left`
    const trash = await sizeOf(connection, trashFolder(workspace))
    const inTrash = trash === undefined ? [] : [`${printSize(trash)} of it taken by ${trashFolder(workspace)}`]
    const hint =
      trash === undefined ? 'see how much with df -h' : 'see gt trash list, and delete for good with gt trash empty'
    return warn('Little room left on the disk of the town', {path, details: [left, ...inTrash], hint})
  },
}

/** @returns bytes on the disk; undefined where there is nothing, or it cannot be told in time */
async function sizeOf(connection: Connection, folder: string): Promise<number | undefined> {
  const [list] = await connection.inspect([{op: 'list', path: folder}])
  if (!list.ok || list.value.length === 0) return undefined
  try {
    const {code, stdout} = await connection.execute(['du', '-sk', folder], {effect: 'read', timeoutMs: 5000})
    const kib = /^\d+/.exec(stdout.toString())?.[0]
    return code === 0 && kib !== undefined ? Number(kib) * 1024 : undefined
  } catch (error) {
    if (isGtError(error)) return undefined
    throw error
  }
}

/** A few percent of a large disk are plenty, so both count. */
function isLow({totalBytes, freeBytes}: Space): boolean {
  return freeBytes < gib || (freeBytes < 10 * gib && freeBytes < totalBytes / 20)
}

function printSize(bytes: number): string {
  return bytes < gib ? `${Math.floor(bytes / 1024 ** 2)} MiB` : `${(bytes / gib).toFixed(1)} GiB`
}
