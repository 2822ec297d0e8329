import {fail, foldName, pass, type RigCheck} from '@gt-town/contract'
import {stateFile} from '@gt-town/town-layout'
import {gitUrlOnDisk} from '../operations/rigs/rigs-on-disk.js'
import {isRegistered, register} from '../operations/rigs/registry.js'

export const registry: RigCheck = {
  id: 'workspace/registry',
  title: 'Rig is registered',
  category: 'Rigs',
  scope: 'rig',
  requires: ['workspace/state', 'workspace/rig-config'],
  description: 'Looks whether a folder that says it is a rig is in the registry, which most commands go by.',
  remedy:
    'Register it with gt rig adopt, or let --fix do it; if it should not be a rig, move its .gastown/config.json away.',

  async run({connection, workspace, rig, rigs}) {
    // Asked again, since the registry may have been rebuilt after the rigs were listed.
    if (rig.registered || (await isRegistered(connection, workspace, rig.name))) return pass()
    const path = stateFile(workspace)
    const twin = rigs.find((other) => other.registered && foldName(other.name) === foldName(rig.name))
    const message = `The rig ${rig.name} is not registered`
    if (!twin) return fail(message, {path})
    const hint = `some file systems do not tell it from ${twin.name}, which is registered: rename one of the two folders`
    return fail(message, {path, hint, fixable: false})
  },

  async fix({connection, workspace, rig}) {
    const gitUrl = rig.gitUrl ?? (await gitUrlOnDisk(connection, workspace, rig.name)) ?? ''
    await register(connection, workspace, rig.name, {git_url: gitUrl, added_at: new Date().toISOString()})
  },
}
