import {basename} from 'node:path'
import {GtError} from '@gt-town/contract'

/** A rig's folder is not made anew by the way: it may only be away, and an empty one would hide that. */
export function rigFolderMissing(path: string): GtError {
  const name = basename(path)
  return new GtError('GT_RIG_FOLDER_MISSING', `the folder of the rig ${name} is gone: ${path}`, {
    hint: `bring it back, add the rig again with gt rig add ${name} GIT_URL, or give it up with gt rig remove ${name}`,
  })
}
