import {fail, type RigCheck} from '@gt-town/contract'
import {ensureFolder, folderEntryAt} from '../operations/files/ensure-folder.js'
import {entryFinding} from '../operations/files/entry-finding.js'

export const rigFolder: RigCheck = {
  id: 'workspace/rig-folder',
  title: 'Rig folder exists',
  category: 'Rigs',
  scope: 'rig',
  description:
    'Looks for the folder of a rig that is registered. It may only be away for a while, on a disk that is not mounted.',
  remedy:
    'Mount the disk it is on, or bring the folder back; or take the rig off the list with gt rig remove, which deletes nothing.',

  async run({connection, rig}) {
    const label = `folder of the rig ${rig.name}`
    const [entry, finding] = await Promise.all([
      folderEntryAt(connection, rig.path),
      entryFinding(connection, rig.path, 'directory', label),
    ])
    if (entry?.type === 'symlink') {
      const hint = 'gt works only inside of the town: put the folder itself there, or mount it there'
      return fail(`A link instead of the ${label}`, {path: rig.path, hint, fixable: false})
    }
    if (!finding.message?.startsWith('Missing')) return finding
    // An empty folder in its place would hide the real one, and make it look as if its polecats were gone.
    const again = `gt rig add ${rig.name} ${rig.gitUrl ?? 'GIT_URL'}`
    const hint = `mount its disk or bring it back; or add it again with ${again}, or give it up with gt rig remove ${rig.name}`
    return fail(finding.message, {...finding, hint, fixable: false})
  },

  async fix({connection, workspace, rig}) {
    await ensureFolder(connection, workspace, rig.path)
  },
}
