import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {parseGitConfig} from '../../domain/git/git-config.js'
import {gitConfigProblem, hasWholePack, lostPack, packedRef, parseHead, usesReftable} from '../../domain/git/git-dir.js'
import {faultOf, invalid, type CloneFault, type CloneState} from './clone-state.js'
import type {GitDir} from './find-git-dir.js'

const maxBytes = 1024 * 1024
const maxPackedRefs = 64 * 1024 * 1024

/** What a git folder says at the first look. */
export type GitDirFacts = Awaited<ReturnType<typeof readGitDir>>

export async function readGitDir(connection: Connection, {own, common}: GitDir) {
  const [head, config, refs, packs] = await connection.inspect([
    {op: 'read', path: under(own, 'HEAD'), maxBytes},
    {op: 'read', path: under(common, 'config'), maxBytes},
    {op: 'stat', path: under(common, 'refs')},
    {op: 'list', path: under(common, 'objects', 'pack')},
  ])
  return {head, config, refs, packs}
}

/** Whether a git folder is that of a clone that works, from what it says at the first look and what that leads to. */
export async function inspectGitDir(connection: Connection, gitDir: GitDir, facts: GitDirFacts): Promise<CloneState> {
  const {own, common} = gitDir
  if (!facts.head.ok) return faultOf(facts.head.error, 'its HEAD', under(own, 'HEAD'))
  const head = parseHead(facts.head.value.toString())
  if (!head) return invalid('its HEAD is garbled', under(own, 'HEAD'))
  if (!facts.config.ok) return faultOf(facts.config.error, 'its git config', under(common, 'config'))
  const config = parseGitConfig(facts.config.value.toString())
  const problem = gitConfigProblem(config)
  if (problem !== undefined) return invalid(problem, under(common, 'config'))
  if (!facts.refs.ok) return faultOf(facts.refs.error, 'its folder refs', under(common, 'refs'))
  if (facts.refs.value.type !== 'directory') return invalid('its folder refs is a file', under(common, 'refs'))

  const packs = facts.packs.ok ? facts.packs.value.map(({name}) => name) : []
  const lost = lostPack(packs)
  if (lost !== undefined) return invalid(`its ${lost} is missing`, under(common, 'objects', 'pack', lost))
  if ('branch' in head && usesReftable(config)) return {state: 'valid'}
  const isPacked = hasWholePack(packs)
  const tip = 'commit' in head ? head.commit : await tipOf(connection, common, head.branch, {isPacked})
  if (typeof tip === 'object') return tip
  const fault = isPacked ? undefined : await inspectObjects(connection, common, tip)
  return fault ?? {state: 'valid'}
}

/** Without a pack, objects lie in folders of two hexadecimal digits, or in another repository. */
async function inspectObjects(connection: Connection, common: string, tip: string): Promise<CloneFault | undefined> {
  const path = under(common, 'objects')
  if (tip !== unborn) {
    const [loose] = await connection.inspect([{op: 'stat', path: under(path, tip.slice(0, 2), tip.slice(2))}])
    if (loose.ok && loose.value.type === 'file') return undefined
  }
  const [listed, alternates] = await connection.inspect(objectReads(common))
  if (!listed.ok) return faultOf(listed.error, 'its folder objects', path)
  if (tip === unborn || alternates.ok) return undefined
  return listed.value.some(({name}) => /^[0-9a-f]{2}$/.test(name))
    ? invalid(`its commit ${tip.slice(0, 10)} is missing`, path)
    : invalid('its objects are gone', path)
}

function objectReads(common: string) {
  const path = under(common, 'objects')
  return [
    {op: 'list', path},
    {op: 'stat', path: under(path, 'info', 'alternates')},
  ] as const
}

/** As many as git follows. */
const maxLinks = 5
/** The tip of a branch that has no commit yet. */
const unborn = ''

/** The commit of a branch. None is fine in a new repository; a branch that had one, as its log tells, has been lost. */
async function tipOf(
  connection: Connection,
  common: string,
  branch: string,
  {isPacked, links = 0}: {isPacked: boolean; links?: number},
): Promise<CloneFault | string> {
  const path = under(common, branch)
  const [loose] = await connection.inspect([{op: 'read', path, maxBytes}])
  if (loose.ok) {
    const ref = parseHead(loose.value.toString())
    if (!ref || links > maxLinks) return invalid(`its ${branch} is garbled`, path)
    return 'commit' in ref ? ref.commit : tipOf(connection, common, ref.branch, {isPacked, links: links + 1})
  }
  const {code} = loose.error
  if (code !== 'GT_NOT_FOUND' && code !== 'GT_NOT_A_FILE') return faultOf(loose.error, `its ${branch}`, path)
  const packedRefs = under(common, 'packed-refs')
  const [[packed, log]] = await Promise.all([
    connection.inspect([
      {op: 'read', path: packedRefs, maxBytes: maxPackedRefs},
      {op: 'stat', path: under(common, 'logs', branch)},
    ]),
    // Most likely the repository is new: then this is what `inspectObjects` asks next, and has its answer already.
    isPacked ? undefined : connection.inspect(objectReads(common)),
  ])
  const commit = packed.ok ? packedRef(packed.value.toString(), branch) : undefined
  if (commit !== undefined) return commit
  if (!packed.ok && packed.error.code !== 'GT_NOT_FOUND') return faultOf(packed.error, 'its packed-refs', packedRefs)
  return log.ok && log.value.type === 'file' ? invalid(`its ${branch} is missing`, path) : unborn
}
