import {join} from 'node:path'
import type {Connection, DirEntry} from '@gt-town/contract'
import {parseGitConfig} from '../domain/git-config.js'
import {
  gitConfigProblem,
  hasPackedRef,
  hasWholePack,
  isRef,
  lostPack,
  parseHead,
  usesReftable,
} from '../domain/git-dir.js'
import {faultOf} from './clone-fault.js'
import type {GitDir} from './find-git-dir.js'
import type {CloneFault, CloneState} from './inspect-clone.js'

const maxBytes = 1024 * 1024
const maxPackedRefs = 64 * 1024 * 1024

export type GitDirLooks = Awaited<ReturnType<typeof lookIntoGitDir>>

export async function lookIntoGitDir(connection: Connection, {own, common}: GitDir) {
  const [head, shared, config, refs, packs] = await connection.inspect([
    {op: 'read', path: join(own, 'HEAD'), maxBytes},
    {op: 'stat', path: join(own, 'commondir')},
    {op: 'read', path: join(common, 'config'), maxBytes},
    {op: 'stat', path: join(common, 'refs')},
    {op: 'list', path: join(common, 'objects', 'pack')},
  ])
  return {head, shared, config, refs, packs}
}

/** What a git folder is worth, from the first looks into it and the ones they lead to. */
export async function judgeGitDir(connection: Connection, places: GitDir, looks: GitDirLooks): Promise<CloneState> {
  const {own, common} = places
  if (!looks.head.ok) return faultOf(looks.head.error, 'its HEAD', join(own, 'HEAD'))
  const head = parseHead(looks.head.value.toString())
  if (!head) return invalid('its HEAD is garbled', join(own, 'HEAD'))
  if (!looks.config.ok) return faultOf(looks.config.error, 'its git config', join(common, 'config'))
  const config = parseGitConfig(looks.config.value.toString())
  const problem = gitConfigProblem(config)
  if (problem !== undefined) return invalid(problem, join(common, 'config'))
  if (!looks.refs.ok) return faultOf(looks.refs.error, 'its folder refs', join(common, 'refs'))
  if (looks.refs.value.type !== 'directory') return invalid('its folder refs is a file', join(common, 'refs'))

  const packs = looks.packs.ok ? looks.packs.value.map(({name}) => name) : []
  const lost = lostPack(packs)
  if (lost !== undefined) return invalid(`its ${lost} is missing`, join(common, 'objects', 'pack', lost))
  if ('branch' in head && usesReftable(config)) return {state: 'valid'}
  const born = 'commit' in head || (await judgeBranch(connection, common, head.branch))
  if (typeof born === 'object') return born
  const fault = hasWholePack(packs) ? undefined : await judgeObjects(connection, common, born)
  return fault ?? {state: 'valid'}
}

/** Without a pack, objects lie in folders of two hexadecimal digits, or in another repository. */
async function judgeObjects(connection: Connection, common: string, needed: boolean): Promise<CloneFault | undefined> {
  const path = join(common, 'objects')
  const [listed, alternates] = await connection.inspect([
    {op: 'list', path},
    {op: 'stat', path: join(path, 'info', 'alternates')},
  ])
  if (!listed.ok) return faultOf(listed.error, 'its folder objects', path)
  const isEmpty = !alternates.ok && !listed.value.some(({name}: DirEntry) => /^[0-9a-f]{2}$/.test(name))
  return isEmpty && needed ? invalid('its objects are gone', path) : undefined
}

/**
 * Whether the branch has a commit. None is fine in a new repository; a branch that had commits, as its log tells, has
 * been lost.
 */
async function judgeBranch(connection: Connection, common: string, branch: string): Promise<CloneFault | boolean> {
  const path = join(common, branch)
  const [loose] = await connection.inspect([{op: 'read', path, maxBytes}])
  if (loose.ok) return isRef(loose.value.toString()) || invalid(`its ${branch} is garbled`, path)
  const {code} = loose.error
  if (code !== 'GT_NOT_FOUND' && code !== 'GT_NOT_A_FILE') return faultOf(loose.error, `its ${branch}`, path)
  const packedRefs = join(common, 'packed-refs')
  const [packed, log] = await connection.inspect([
    {op: 'read', path: packedRefs, maxBytes: maxPackedRefs},
    {op: 'stat', path: join(common, 'logs', branch)},
  ])
  if (packed.ok && hasPackedRef(packed.value.toString(), branch)) return true
  if (!packed.ok && packed.error.code !== 'GT_NOT_FOUND') return faultOf(packed.error, 'its packed-refs', packedRefs)
  return log.ok && log.value.type === 'file' ? invalid(`its ${branch} is missing`, path) : false
}

function invalid(reason: string, path: string): CloneFault {
  return {state: 'invalid', reason, path}
}
