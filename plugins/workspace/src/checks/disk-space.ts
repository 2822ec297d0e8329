import {isGtError, pass, skip, warn, type EnvironmentCheck} from '@gt-town/contract'
import {isLow, parseDf, printSize} from '../domain/disk-space.js'

export const diskSpace: EnvironmentCheck = {
  id: 'workspace/disk-space',
  title: 'Disk has room',
  category: 'Environment',
  scope: 'environment',
  description:
    'Asks df how much room is left where the town lies: less than 1 GiB, or less than 10 GiB and 5 %, is little for clones.',
  remedy: 'Delete what is not needed, such as polecats whose work is pushed, or move the town to a larger disk.',

  async run({connection, workspace, signal}) {
    if (!workspace) return []
    const path = workspace.root
    try {
      const options = {effect: 'read', env: {LC_ALL: 'C'}, timeoutMs: 8000, signal} as const
      const space = parseDf((await connection.execute(['df', '-Pk', path], options)).stdout.toString())
      if (!space) return skip('df does not say how much room is left on the disk')
      if (!isLow(space)) return pass()
      const details = [`${printSize(space.freeKiB)} of ${printSize(space.totalKiB)} left`]
      return warn('Little room left on the disk of the town', {path, details, hint: 'see how much with df -h'})
    } catch (error) {
      if (isGtError(error, 'GT_COMMAND_NOT_FOUND'))
        return skip('there is no df to ask how much room is left on the disk')
      throw error
    }
  },
}
