import {pass, skip, warn, type EnvironmentCheck, type Space} from '@gt-town/contract'

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
    const details = [`${printSize(space.value.freeBytes)} of ${printSize(space.value.totalBytes)} left`]
    return warn('Little room left on the disk of the town', {path, details, hint: 'see how much with df -h'})
  },
}

/** A few percent of a large disk are plenty, so both count. */
function isLow({totalBytes, freeBytes}: Space): boolean {
  return freeBytes < gib || (freeBytes < 10 * gib && freeBytes < totalBytes / 20)
}

function printSize(bytes: number): string {
  return bytes < gib ? `${Math.floor(bytes / 1024 ** 2)} MiB` : `${(bytes / gib).toFixed(1)} GiB`
}
