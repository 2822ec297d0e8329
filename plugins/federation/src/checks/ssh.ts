import {fail, pass, skip, type EnvironmentCheck} from '@gt-town/contract'
import {needsSsh} from '../domain/machines.js'
import {isInUsualFolders, isOnPath} from '../operations/programs.js'
import {inspectRegistry} from '../operations/machine-registry.js'

export const ssh: EnvironmentCheck = {
  id: 'federation/ssh',
  title: 'ssh installed',
  category: 'Environment',
  scope: 'environment',
  description: 'Looks for the OpenSSH client. A town needs it as soon as one of its machines is reached over SSH.',
  remedy: 'Install the OpenSSH client (package openssh-client or openssh-clients).',

  async run({connection, workspace, signal}) {
    if (await isInUsualFolders(connection, 'ssh')) return pass()
    const machines = workspace && (await inspectRegistry(connection, workspace))
    if (!machines?.ok || !needsSsh(machines.value)) {
      return skip('ssh was not found in the usual folders; nothing in this town needs it yet')
    }
    if (await isOnPath(connection, 'ssh', signal)) return pass()
    return fail('ssh is not installed or not on PATH, and machines of this town are reached over it', {
      hint: 'install the OpenSSH client',
    })
  },
}
