import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {lostPack, parseHead, shallowProblem, usesReftable} from '../../domain/git/git-dir.js'
import {parseIndexFile} from '../../domain/git/index-file.js'
import {multiPackIndexProblem} from '../../domain/git/pack-file.js'
import {askGit} from './ask-git.js'
import {faultOf, invalid, unfit, type CloneFault, type CloneState} from './clone-state.js'
import type {GitDir} from './find-git-dir.js'
import {inspectConfig, parseConfig} from './inspect-config.js'
import {inspectCommit, inspectPacks, wholePacks} from './inspect-objects.js'
import {tipOf, unborn} from './inspect-refs.js'

const maxBytes = 1024 * 1024
/** An index of some 100,000 files; of a larger one only git reads the rest. */
const maxIndexBytes = 16 * 1024 * 1024

/** What a git folder says at the first look. */
export type GitDirFacts = Awaited<ReturnType<typeof readGitDir>>

export async function readGitDir(connection: Connection, folder: string, {own, common}: GitDir) {
  const [head, config, refs, packs, index, entries, top, place] = await connection.inspect([
    {op: 'read', path: under(own, 'HEAD'), maxBytes},
    {op: 'read', path: under(common, 'config'), maxBytes},
    {op: 'stat', path: under(common, 'refs')},
    {op: 'list', path: under(common, 'objects', 'pack')},
    {op: 'read', path: under(own, 'index'), maxBytes: maxIndexBytes},
    {op: 'list', path: common},
    {op: 'stat', path: folder, follow: false},
    {op: 'stat', path: own, follow: false},
  ])
  return {head, config, refs, packs, index, entries, top, place}
}

/** Whether a git folder is that of a clone that works, from what it says at the first look and what that leads to. */
export async function inspectGitDir(
  connection: Connection,
  folder: string,
  gitDir: GitDir,
  facts: GitDirFacts,
): Promise<CloneState> {
  const {own, common} = gitDir
  const stranger = await inspectOwner(connection, folder, facts)
  if (stranger) return stranger
  if (!facts.head.ok) return faultOf(facts.head.error, 'its HEAD', under(own, 'HEAD'))
  const head = parseHead(facts.head.value.toString())
  if (!head) return invalid('its HEAD is garbled', under(own, 'HEAD'))
  if (!facts.config.ok) return faultOf(facts.config.error, 'its git config', under(common, 'config'))
  const configured = parseConfig(facts.config.value.toString(), under(common, 'config'))
  if ('state' in configured) return configured
  const {config} = configured
  if (!facts.refs.ok) return faultOf(facts.refs.error, 'its folder refs', under(common, 'refs'))
  if (facts.refs.value.type !== 'directory') return invalid('its folder refs is a file', under(common, 'refs'))
  const names = new Map(facts.entries.ok ? facts.entries.value.map(({name, type}) => [name, type]) : [])
  const objects = names.get('objects')
  if (facts.entries.ok && objects !== 'directory' && objects !== 'symlink') {
    const what = objects === undefined ? 'is missing' : 'is not what git expects there'
    return invalid(`its folder objects ${what}`, under(common, 'objects'))
  }
  const idBytes = config.get('extensions.objectformat')?.toLowerCase() === 'sha256' ? 32 : 20
  const listed = facts.packs.ok ? facts.packs.value.map(({name}) => name) : []
  const lost = lostPack(listed)
  if (lost !== undefined) return invalid(`its ${lost} is missing`, under(common, 'objects', 'pack', lost))

  const branch = 'branch' in head && !usesReftable(config) ? head.branch : undefined
  // All of it takes one more round trip, since none waits for another.
  const [unfitConfig, tip, packs, lists] = await Promise.all([
    inspectConfig(connection, gitDir, folder, configured),
    branch === undefined
      ? 'commit' in head
        ? head.commit
        : unborn
      : tipOf(connection, common, branch, {hasPackedRefs: names.has('packed-refs')}),
    inspectPacks(connection, common, wholePacks(listed), idBytes),
    inspectLists(connection, common, {hasShallow: names.has('shallow'), hasMulti: listed.includes('multi-pack-index')}),
  ])
  // What is around it comes first: cloning again would not mend that.
  const fault = unfitConfig ?? inspectIndex(facts, gitDir, names, idBytes) ?? lists
  if (fault) return fault
  if (typeof tip === 'object') return tip
  if ('state' in packs) return packs
  if (tip === unborn) return {state: 'valid'}
  const isPartial = config.has('extensions.partialclone') || [...config.keys()].some((key) => key.endsWith('.promisor'))
  return (await inspectCommit(connection, {folder, common, packs, isPartial, idBytes}, tip)) ?? {state: 'valid'}
}

/** git refuses what belongs to others, unless the user's own configuration trusts the folder. */
async function inspectOwner(
  connection: Connection,
  folder: string,
  {top, place}: GitDirFacts,
): Promise<CloneFault | undefined> {
  const foreign = [top, place].find((one) => one.ok && !one.value.isOwn)
  if (!foreign?.ok || (await askGit(connection, folder)) === undefined) return undefined
  return unfit(
    `it belongs to another account (uid ${foreign.value.owner}), so git refuses it`,
    folder,
    `chown it to the account that runs gt, or trust it: git config --global --add safe.directory ${folder}`,
  )
}

function inspectIndex(
  {index}: GitDirFacts,
  {own, common}: GitDir,
  names: ReadonlyMap<string, unknown>,
  idBytes: number,
): CloneFault | undefined {
  const path = under(own, 'index')
  // Without an index git takes all files for new; a larger one was not looked at.
  if (!index.ok) {
    const isFine = index.error.code === 'GT_NOT_FOUND' || index.error.code === 'GT_TOO_LARGE'
    return isFine ? undefined : faultOf(index.error, 'its index', path)
  }
  const found = parseIndexFile(index.value, idBytes)
  if ('problem' in found) return invalid(found.problem, path)
  const {shared} = found
  // That of a worktree was not listed.
  return shared === undefined || own !== common || names.has(`sharedindex.${shared}`)
    ? undefined
    : invalid('the shared part of its index is missing', under(own, `sharedindex.${shared}`))
}

/** Lists of commits that git dies of where it cannot read them. */
async function inspectLists(
  connection: Connection,
  common: string,
  {hasShallow, hasMulti}: {hasShallow: boolean; hasMulti: boolean},
): Promise<CloneFault | undefined> {
  if (!hasShallow && !hasMulti) return undefined
  const [shallowPath, multiPath] = [under(common, 'shallow'), under(common, 'objects', 'pack', 'multi-pack-index')]
  const [shallow, multi] = await connection.inspect([
    {op: 'read', path: shallowPath, maxBytes},
    {op: 'read', path: multiPath, maxBytes},
  ])
  if (hasShallow && shallow.ok && shallowProblem(shallow.value.toString('latin1'))) {
    return invalid('its list of where its history was cut (shallow) is garbled', shallowPath)
  }
  const problem = multi.ok ? multiPackIndexProblem(multi.value) : undefined
  return problem === undefined ? undefined : invalid(problem, multiPath)
}
