import {pass, skip, type EnvironmentCheck} from '@gt-town/contract'
import {isInUsualFolders} from '../operations/programs.js'

export const tmux: EnvironmentCheck = {
  id: 'federation/tmux',
  title: 'tmux installed',
  category: 'Environment',
  scope: 'environment',
  description: 'Looks for tmux, in which sessions of agents run. Nothing in a town needs it before it has sessions.',
  remedy: 'Install tmux with the package manager of your system.',

  async run({connection}) {
    if (await isInUsualFolders(connection, 'tmux')) return pass()
    return skip('tmux was not found in the usual folders; nothing in this town needs it yet')
  },
}
