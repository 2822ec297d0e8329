import type {Connection, GtError} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {lostPack, parseHead, usesReftable} from '../format/git-dir.js'
import {parseIndexFile, type IndexFile} from '../format/index-file.js'
import {askGit, hasObject} from './ask-git.js'
import {faultOf, invalid, unfit, type CloneFault, type CloneState} from './clone-state.js'
import type {GitDir} from './find-git-dir.js'
import {inspectConfig, isPlain, parseConfig} from './inspect-config.js'
import {inspectCommit} from './inspect-commit.js'
import {inspectPacks} from './inspect-packs.js'
import {inspectRefs, unborn} from './inspect-refs.js'
import {inspectSubmodules} from './inspect-submodules.js'

const maxBytes = 1024 * 1024
/** An index of some 100,000 files; of a larger one only git reads the rest. */
const maxIndexBytes = 16 * 1024 * 1024

/** For what an agent's own git shows. */
const replacing = {GIT_NO_REPLACE_OBJECTS: undefined}

/** What a git folder says at the first look. */
export type GitDirFacts = Awaited<ReturnType<typeof readGitDir>>

export async function readGitDir(connection: Connection, folder: string, {own, common}: GitDir) {
  const [head, link, config, packs, index, top, place, commonDir, exclude] = await connection.inspect([
    {op: 'read', path: under(own, 'HEAD'), maxBytes},
    {op: 'stat', path: under(own, 'HEAD'), follow: false},
    {op: 'read', path: under(common, 'config'), maxBytes},
    {op: 'list', path: under(common, 'objects', 'pack')},
    {op: 'read', path: under(own, 'index'), maxBytes: maxIndexBytes},
    {op: 'stat', path: folder, follow: false},
    {op: 'stat', path: own, follow: false},
    {op: 'stat', path: under(own, 'commondir'), follow: false},
    {op: 'stat', path: under(common, 'info', 'exclude')},
  ])
  return {head, link, config, packs, index, top, place, commonDir, exclude}
}

/**
 * Whether a git folder is that of a clone that works, from what it says at the first look and what that leads to.
 * @param inspectBelow looks at a submodule as at a clone
 */
export async function inspectGitDir(
  connection: Connection,
  folder: string,
  gitDir: GitDir,
  facts: GitDirFacts,
  inspectBelow: (folder: string) => Promise<CloneState>,
): Promise<CloneState> {
  const {own, common} = gitDir
  const isForeign = [facts.top, facts.place].some((one) => one.ok && !one.value.isOwn)
  const stranger = isForeign ? await inspectOwner(connection, folder, facts) : undefined
  if (stranger) return stranger
  if (!facts.head.ok) return faultOf(facts.head.error, 'its HEAD', under(own, 'HEAD'))
  const head = parseHead(facts.head.value.toString())
  if (!head) return invalid('its HEAD is garbled', under(own, 'HEAD'))
  // git takes no link but one to a name below refs/.
  if (facts.link.ok && facts.link.value.type === 'symlink' && (await askGit(connection, folder)) !== undefined) {
    return invalid('its HEAD is a link that git does not follow', under(own, 'HEAD'))
  }
  if (facts.exclude.ok && facts.exclude.value.type !== 'file') {
    const path = under(common, 'info', 'exclude')
    const what = facts.exclude.value.type === 'directory' ? 'a folder' : 'no file'
    return unfit(`its info/exclude is ${what}`, path, `move ${path} away`)
  }
  if (!facts.config.ok) return faultOf(facts.config.error, 'its git config', under(common, 'config'))
  const configured = parseConfig(facts.config.value.toString(), under(common, 'config'))
  if ('state' in configured) return configured
  const {config} = configured
  const idBytes = config.get('extensions.objectformat')?.toLowerCase() === 'sha256' ? 32 : 20
  const listed = facts.packs.ok ? facts.packs.value.map(({name}) => name) : []

  // All of it takes one more round trip, since none waits for another; what is usual takes no promise.
  const [unfitConfig, index, tips, objects, packs] = await Promise.all([
    isPlain(config) ? undefined : inspectConfig(connection, gitDir, folder, configured),
    facts.index.ok
      ? inspectIndex(connection, facts.index.value, {
          own,
          idBytes,
          submodules: async (paths) => inspectSubmodules(connection, folder, paths, inspectBelow),
        })
      : indexFault(facts.index.error, own),
    inspectRefs(connection, common, usesReftable(config) && 'branch' in head ? undefined : head, configured.settings),
    facts.packs.ok ? undefined : inspectStore(connection, common, facts.packs.error),
    inspectPacks(connection, common, listed, idBytes),
  ])
  // What is around it comes first: another clone would have it too.
  const fault = unfitConfig ?? objects ?? index
  if (fault) return fault
  if ('state' in tips) return tips
  if ('state' in packs) return packs
  if (tips.tip === unborn) return {state: 'valid'}
  if (tips.hasReplacements && !(await hasObject(connection, folder, 'HEAD^{tree}', replacing))) {
    const nextStep = `see git -C ${folder} --no-replace-objects replace --list, then git replace --delete what is wrong`
    return unfit('what stands in for its HEAD (refs/replace) is missing', under(common, 'refs', 'replace'), nextStep)
  }
  const isPartial = config.has('extensions.partialclone') || [...config.keys()].some((key) => key.endsWith('.promisor'))
  const broken = await inspectCommit(connection, {folder, common, packs, isPartial, idBytes, unsure: new Map()}, tips)
  if (!broken) return {state: 'valid'}
  // What is missing lay there, as it seems.
  const lost = lostPack(listed)
  return lost === undefined ? broken : invalid(`its ${lost} is missing`, under(common, 'objects', 'pack', lost))
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

/** Without an index git takes all files for new; a larger one was not looked at. */
function indexFault(error: GtError, own: string): CloneFault | undefined {
  const isFine = error.code === 'GT_NOT_FOUND' || error.code === 'GT_TOO_LARGE'
  return isFine ? undefined : faultOf(error, 'its index', under(own, 'index'))
}

interface AroundIndex {
  readonly own: string
  readonly idBytes: number
  readonly submodules: (paths: readonly string[]) => Promise<CloneFault | undefined>
}

function inspectIndex(
  connection: Connection,
  bytes: Buffer,
  around: AroundIndex,
): CloneFault | undefined | Promise<CloneFault | undefined> {
  const found = parseIndexFile(bytes, around.idBytes)
  if ('problem' in found) return invalid(found.problem, under(around.own, 'index'))
  if (found.shared !== undefined) return inspectShared(connection, found, around)
  return found.has.submodules.length === 0 ? undefined : around.submodules(found.has.submodules)
}

/** The larger part of an index that was split. */
async function inspectShared(
  connection: Connection,
  index: IndexFile,
  {own, idBytes, submodules}: AroundIndex,
): Promise<CloneFault | undefined> {
  const path = under(own, `sharedindex.${index.shared ?? ''}`)
  const [shared] = await connection.inspect([{op: 'read', path, maxBytes: maxIndexBytes}])
  if (!shared.ok) {
    return shared.error.code === 'GT_TOO_LARGE'
      ? undefined
      : faultOf(shared.error, 'the shared part of its index', path)
  }
  const base = parseIndexFile(shared.value, idBytes)
  if ('problem' in base) return invalid(`the shared part of ${base.problem}`, path)
  const paths = [...base.has.submodules, ...index.has.submodules].filter((name) => name !== '')
  return paths.length === 0 ? undefined : submodules(paths)
}

/** Where there is no folder of packs, whether there are objects at all. */
async function inspectStore(connection: Connection, common: string, error: GtError): Promise<CloneFault | undefined> {
  if (error.code === 'GT_PERMISSION_DENIED') {
    return faultOf(error, 'its packs', under(common, 'objects', 'pack'))
  }
  const path = under(common, 'objects')
  const [objects] = await connection.inspect([{op: 'list', path}])
  return objects.ok ? undefined : faultOf(objects.error, 'its folder objects', path)
}
