import {fail, pass, type Connection, type Finding} from '@gt-town/contract'

const ownerBits = {directory: 0o700, file: 0o600} as const
const kinds = {file: 'a file', directory: 'a folder', symlink: 'a link', other: 'something else'} as const

/** Whether a file or folder of gt's is there and may be used by its owner; `label` is what the report calls it. */
export async function entryFinding(
  connection: Connection,
  path: string,
  type: 'file' | 'directory',
  label: string,
): Promise<Finding> {
  const [found] = await connection.inspect([{op: 'stat', path}])
  if (!found.ok) {
    if (found.error.code === 'GT_NOT_FOUND') return fail(`Missing ${label}`, {path})
    if (found.error.code === 'GT_PERMISSION_DENIED') return fail(`No permission to use ${label}`, {path})
    throw found.error
  }
  const {mode, type: actual} = found.value
  if (actual !== type) return fail(`Missing ${label}`, {path, details: [`${kinds[actual]} is in its place`]})
  if ((mode & ownerBits[type]) !== ownerBits[type]) return fail(`No permission to use ${label}`, {path})
  return pass()
}
