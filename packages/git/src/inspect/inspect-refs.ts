import type {Connection, Outcome, Stat} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {packedRef, packedRefsProblem, parseHead, shallowProblem, type Head} from '../format/git-dir.js'
import {trackingRefOf, type GitSetting} from '../format/git-config.js'
import {faultOf, invalid, type CloneFault} from './clone-state.js'

const maxBytes = 1024 * 1024
const maxPackedRefs = 64 * 1024 * 1024
/** As many as git follows. */
const maxLinks = 5
/** The tip of a branch that has no commit yet. */
export const unborn = ''

/** What the references of a clone say. */
export interface CloneTips {
  /** the commit that is checked out, or `unborn` */
  readonly tip: string
  /** the last that is known of the branch that it is compared with */
  readonly upstream: string | undefined
  /** commits whose parents were left out */
  readonly shallow: ReadonlySet<string>
  /** some objects stand in for others */
  readonly hasReplacements: boolean
}

/**
 * What is checked out, by the references of a clone; with them, whether git can read the lists that it reads
 * whatever it looks for.
 * @param head undefined where it does not say what is checked out
 */
export async function inspectRefs(
  connection: Connection,
  common: string,
  head: Head | undefined,
  settings: readonly GitSetting[],
): Promise<CloneFault | CloneTips> {
  const branch = head && 'branch' in head ? head.branch : undefined
  const packedRefs = under(common, 'packed-refs')
  const shallowPath = under(common, 'shallow')
  const tracking = branch === undefined ? undefined : trackingRefOf(settings, branch)
  const [packed, shallow, replaced, upstream, last] = await connection.inspect([
    {op: 'read', path: packedRefs, maxBytes: maxPackedRefs},
    {op: 'read', path: shallowPath, maxBytes},
    {op: 'list', path: under(common, 'refs', 'replace')},
    {op: 'read', path: under(common, tracking ?? 'HEAD'), maxBytes},
    branch === undefined
      ? {op: 'stat', path: under(common, 'refs')}
      : {op: 'read', path: under(common, branch), maxBytes},
  ])
  if (!packed.ok && packed.error.code !== 'GT_NOT_FOUND') return faultOf(packed.error, 'its packed-refs', packedRefs)
  const text = packed.ok ? packed.value.toString() : ''
  if (packedRefsProblem(text)) return invalid('its packed-refs is cut off or garbled', packedRefs)
  // git would wait for whoever writes into a FIFO.
  if (!shallow.ok && shallow.error.code !== 'GT_NOT_FOUND' && shallow.error.code !== 'GT_TOO_LARGE') {
    return faultOf(shallow.error, 'its list of where its history was cut (shallow)', shallowPath)
  }
  if (shallow.ok && shallowProblem(shallow.value.toString('latin1'))) {
    return invalid('its list of where its history was cut (shallow) is garbled', shallowPath)
  }
  const tip =
    branch === undefined
      ? (refsFault(common, last as Outcome<Stat>) ?? (head && 'commit' in head ? head.commit : unborn))
      : await tipOf(connection, common, {branch, packed: text}, last as Outcome<Buffer>)
  if (typeof tip === 'object') return tip
  const loose = tracking !== undefined && upstream.ok ? parseHead(upstream.value.toString()) : undefined
  return {
    tip,
    upstream:
      loose && 'commit' in loose ? loose.commit : tracking === undefined ? undefined : packedRef(text, tracking),
    shallow: new Set(shallow.ok ? shallow.value.toString('latin1').split('\n') : []),
    hasReplacements: (replaced.ok && replaced.value.length > 0) || text.includes(' refs/replace/'),
  }
}

/** The commit of a branch. None is fine in a new repository; a branch that had one, as its log tells, has been lost. */
async function tipOf(
  connection: Connection,
  common: string,
  {branch, packed}: {branch: string; packed: string},
  loose: Outcome<Buffer>,
  links = 0,
): Promise<CloneFault | string> {
  const path = under(common, branch)
  if (loose.ok) {
    const ref = parseHead(loose.value.toString())
    if (!ref || links > maxLinks) return invalid(`its ${branch} is garbled`, path)
    if ('commit' in ref) return ref.commit
    const [next] = await connection.inspect([{op: 'read', path: under(common, ref.branch), maxBytes}])
    return tipOf(connection, common, {branch: ref.branch, packed}, next, links + 1)
  }
  const {code} = loose.error
  if (code !== 'GT_NOT_FOUND' && code !== 'GT_NOT_A_FILE') return faultOf(loose.error, `its ${branch}`, path)
  const [log, refs] = await connection.inspect([
    {op: 'stat', path: under(common, 'logs', branch)},
    {op: 'stat', path: under(common, 'refs')},
  ])
  const commit = refsFault(common, refs) ?? packedRef(packed, branch)
  if (commit !== undefined) return commit
  return log.ok && log.value.type === 'file' ? invalid(`its ${branch} is missing`, path) : unborn
}

/** A branch that could be read lies in that folder. */
function refsFault(common: string, refs: Outcome<Stat>): CloneFault | undefined {
  const path = under(common, 'refs')
  if (!refs.ok) return faultOf(refs.error, 'its folder refs', path)
  return refs.value.type === 'directory' ? undefined : invalid('its folder refs is a file', path)
}
