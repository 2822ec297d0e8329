import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {packedRef, packedRefsProblem, parseHead} from '../../domain/git/git-dir.js'
import {faultOf, invalid, type CloneFault} from './clone-state.js'

const maxBytes = 1024 * 1024
const maxPackedRefs = 64 * 1024 * 1024
/** As many as git follows. */
const maxLinks = 5
/** The tip of a branch that has no commit yet. */
export const unborn = ''

/** The commit of a branch. None is fine in a new repository; a branch that had one, as its log tells, has been lost. */
export async function tipOf(
  connection: Connection,
  common: string,
  branch: string,
  {hasPackedRefs, links = 0}: {hasPackedRefs: boolean; links?: number},
): Promise<CloneFault | string> {
  const path = under(common, branch)
  const packedRefs = under(common, 'packed-refs')
  const [loose, packed] = await connection.inspect([
    {op: 'read', path, maxBytes},
    // git looks into it for other refs too, and dies of what it cannot read.
    ...(hasPackedRefs ? [{op: 'read', path: packedRefs, maxBytes: maxPackedRefs} as const] : []),
  ])
  const isGone = packed?.ok === false && packed.error.code === 'GT_NOT_FOUND'
  if (packed?.ok === false && !isGone) return faultOf(packed.error, 'its packed-refs', packedRefs)
  const text = packed?.ok ? packed.value.toString('latin1') : ''
  if (packedRefsProblem(text)) return invalid('its packed-refs is cut off or garbled', packedRefs)
  if (loose?.ok) {
    const ref = parseHead(loose.value.toString())
    if (!ref || links > maxLinks) return invalid(`its ${branch} is garbled`, path)
    return 'commit' in ref ? ref.commit : tipOf(connection, common, ref.branch, {hasPackedRefs, links: links + 1})
  }
  const code = loose?.error.code
  if (loose && code !== 'GT_NOT_FOUND' && code !== 'GT_NOT_A_FILE') return faultOf(loose.error, `its ${branch}`, path)
  const commit = packedRef(packed?.ok ? packed.value.toString() : '', branch)
  if (commit !== undefined) return commit
  const [log] = await connection.inspect([{op: 'stat', path: under(common, 'logs', branch)}])
  return log.ok && log.value.type === 'file' ? invalid(`its ${branch} is missing`, path) : unborn
}
