import {dirname, relative} from 'node:path'
import {
  GtError,
  printAddress,
  UsageError,
  type Connection,
  type HubAndTarget,
  type TrashQuestion,
  type Workspace,
} from '@gt-town/contract'
import {updateJson} from '@gt-town/json-file'
import {
  mayorClone,
  polecatFolder,
  refineryClone,
  rigConfigFile,
  rigFolder,
  stateFile,
  trashEntryFolder,
} from '@gt-town/town-layout'
import {isRigConfig, type RegisteredRig} from '../domain/documents.js'
import {isGitUrl, parseBranchName} from '@gt-town/git'
import {subjectOf, type CloneOwner, type TrashEntry} from '../domain/trash/trash-entry.js'
import {notePolecats} from '../operations/polecats/seen-polecats.js'
import {relinkMail} from '../operations/polecats/mail-link.js'
import {readRigConfig} from '../operations/rigs/rig-config.js'
import {refuseTakenRigName, sameNamedEntry} from '../operations/rigs/rig-name.js'
import {readRegistry, registry, updateRegistry} from '../operations/rigs/registry.js'
import {findRig} from '../operations/rigs/rigs.js'
import {repointWorktrees} from '../operations/work/repoint-worktrees.js'
import {ignoreRigs} from '../operations/town/gitignore.js'
import {findEntry, partFolder} from '../operations/trash/entries.js'
import {dropEntry, movingBack, refuseGhost, restoredName} from '../operations/trash/restoring.js'
import {branchesFrom, savedReferencesOf} from '../operations/trash/saved-references.js'

export interface Restored {
  /** the rig or polecat, or undefined for saved references */
  readonly address: string | undefined
  /** where it is now; the clone of saved references */
  readonly path: string
  /** of saved references */
  readonly branches: readonly string[]
}

export interface RestoreOptions {
  readonly as?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly along?: ((moved: Pick<TrashQuestion, 'address' | 'back' | 'entry'>) => Promise<void>) | undefined
}

/**
 * Puts back what lies in the trash: at the place of its address, never at a path that its manifest names.
 * @param wanted id of an entry, or what it was: the newest of these
 * @param options.as another name than it had
 * @param options.along moves what else belongs to it, before the entry goes
 * @throws UsageError `GT_TRASH_NOT_FOUND`, `GT_RIG_NOT_FOUND`, `GT_NAME_INVALID`; GtError `GT_TRASH_UNKNOWN`, `GT_POLECAT_EXISTS`,
 *   `GT_RIG_EXISTS`, `GT_PATH_TAKEN`; the entry stays then
 */
export async function restoreTrash(
  {target}: HubAndTarget,
  wanted: string,
  {as, signal, along}: RestoreOptions = {},
): Promise<Restored> {
  const {connection, workspace: town} = target
  const saved = await savedReferencesOf(connection, town, wanted)
  if (saved) {
    if (as !== undefined) parseBranchName(as)
    const branches = await branchesFrom(connection, town, saved, as, signal)
    return {address: undefined, path: saved.clone, branches}
  }
  const entry = await findEntry(connection, town, wanted)
  const subject = entry.manifest && subjectOf(entry.manifest)
  const part = subject?.kind === 'clone' ? subject.owner : subject?.kind
  const isBegun = entry.manifest?.restoring_as !== undefined
  if (!subject || part === undefined || !(isBegun || entry.parts.includes(part))) throw unknown(town, entry)
  if (subject.kind === 'clone') return restoreClone(connection, town, entry, subject, as, signal)
  return subject.kind === 'polecat'
    ? restorePolecat(connection, town, entry, subject.rig, subject.polecat, {as, signal, along})
    : restoreRig(connection, town, entry, subject.rig, {as, signal, along})
}

/** Back to where it was, once that place is free: what a repair put there is not moved by this. */
async function restoreClone(
  connection: Connection,
  town: Workspace,
  entry: TrashEntry,
  {rig: rigName, owner}: {rig: string; owner: CloneOwner},
  as: string | undefined,
  signal: AbortSignal | undefined,
): Promise<Restored> {
  if (as !== undefined) {
    throw new UsageError('GT_NAME_INVALID', `the ${owner}'s clone of ${rigName} has no name of its own`, {
      hint: 'leave --as out',
    })
  }
  const rig = await findRig(connection, town, rigName)
  const path = owner === 'refinery' ? refineryClone(rig) : mayorClone(town, rigName)
  await connection.withLock(
    stateFile(town),
    async () => {
      const [there] = await connection.inspect([{op: 'stat', path, follow: false}])
      if (there.ok) {
        throw new GtError('GT_PATH_TAKEN', `${path} is there already`, {
          hint: 'move it away first, or take what you need out of the trash: gt trash show says where it lies',
          exit: 1,
        })
      }
      await connection.mkdirAll(dirname(path))
      await connection.rename(partFolder(town, entry.id, owner), path)
    },
    {timeoutMs: 120_000, signal},
  )
  await dropEntry(connection, town, entry)
  return {address: `${rigName}/${owner}`, path, branches: []}
}

async function restorePolecat(
  connection: Connection,
  town: Workspace,
  entry: TrashEntry,
  rigName: string,
  polecat: string,
  {as, signal, along}: RestoreOptions,
): Promise<Restored> {
  const name = restoredName(entry, 'polecat', as, polecat)
  const rig = await findRig(connection, town, rigName)
  const address = printAddress({kind: 'polecat', machine: 'local', rig: rigName, polecat: name})
  const path = polecatFolder(rig, name)
  await connection.withLock(
    rigConfigFile(rig),
    async () => {
      // Else one that was killed has moved it.
      if (entry.parts.includes('polecat')) {
        const taken = await sameNamedEntry(connection, rig.path, name)
        if (taken !== undefined) throw placeTaken(address, polecatFolder(rig, taken))
        await movingBack(connection, town, entry, name, async () =>
          connection.rename(partFolder(town, entry.id, 'polecat'), path),
        )
      }
      const wasKilled = !entry.parts.includes('polecat')
      if (wasKilled) await refuseGhost(connection, town, entry, path)
      if (name !== polecat) {
        await relinkMail(connection, rig, name, {clone: path, wasKilled})
        await repointWorktrees(connection, polecatFolder(rig, polecat), path)
      }
      // What cannot be noted now is noted with the next one that comes or goes.
      await notePolecats(connection, town, rig)
    },
    {timeoutMs: 120_000, signal},
  )
  await along?.({address: `${rigName}/${polecat}`, back: `${rigName}/${name}`, entry: entry.id})
  await dropEntry(connection, town, entry)
  return {address, path, branches: []}
}

async function restoreRig(
  connection: Connection,
  town: Workspace,
  entry: TrashEntry,
  rigName: string,
  {as, signal, along}: RestoreOptions,
): Promise<Restored> {
  const name = restoredName(entry, 'rig', as, rigName)
  const places = {rig: rigFolder(town, name), mayor: mayorClone(town, name)}
  const isWhole = entry.manifest?.complete !== false && entry.manifest?.restoring_as === undefined
  await readRegistry(connection, town)
  await updateRegistry(
    connection,
    town,
    async (state) => {
      // A removal, or a restore, that was killed has left the rest in its place.
      if (isWhole) await refuseTakenRigName(connection, town, state, name, registeredUrl(entry))
      await ignoreRigs(connection, town, [name])
      await connection.mkdirAll(dirname(places.mayor))
      if (!entry.parts.includes('rig')) await refuseGhost(connection, town, entry, places.rig)
      return movingBack(connection, town, entry, name, async (moved) => {
        for (const part of ['rig', 'mayor'] as const) {
          if (!entry.parts.includes(part)) continue
          const [from, to] = [partFolder(town, entry.id, part), places[part]]
          await connection.rename(from, to)
          moved.push({from, to})
        }
        if (name !== rigName) await renameBeads(connection, town, rigName, name)
        const registration = await registrationOf(connection, entry, places.rig)
        return registration === undefined || registry.sameName(state, name) !== undefined
          ? []
          : [registry.set(name, registration)]
      })
    },
    signal,
  )
  await along?.({address: `${rigName}/`, back: `${name}/`, entry: entry.id})
  await dropEntry(connection, town, entry)
  return {address: name, path: places.rig, branches: []}
}

function registeredUrl({manifest}: TrashEntry): string | undefined {
  const url = manifest?.registration?.['git_url']
  return typeof url === 'string' ? url : undefined
}

/** As it was registered, else by its own configuration. */
async function registrationOf(
  connection: Connection,
  entry: TrashEntry,
  path: string,
): Promise<RegisteredRig | undefined> {
  const {registration} = entry.manifest ?? {}
  const url = registeredUrl(entry)
  if (url !== undefined && isGitUrl(url)) return {...registration, git_url: url}
  const config = await readRigConfig(connection, {path})
  return config && isGitUrl(config.git_url) ? {git_url: config.git_url, added_at: new Date().toISOString()} : undefined
}

/** The default place of a rig's beads is in the mayor's clone, which has a new name as well. */
async function renameBeads(connection: Connection, town: Workspace, from: string, to: string): Promise<void> {
  const path = rigConfigFile({path: rigFolder(town, to)})
  const before = `${relative(town.root, mayorClone(town, from))}/`
  const after = `${relative(town.root, mayorClone(town, to))}/`
  await updateJson(connection, path, isRigConfig, ({beads_path: beads}) =>
    beads?.startsWith(before) ? [{at: ['beads_path'], value: after + beads.slice(before.length)}] : [],
  )
}

function placeTaken(address: string, path: string): GtError {
  return new GtError('GT_POLECAT_EXISTS', `${path} is there already`, {
    hint: `give it another name with --as, or remove that one first: gt polecat remove ${address}`,
    exit: 1,
  })
}

function unknown(town: Workspace, {id}: TrashEntry): UsageError {
  return new UsageError('GT_TRASH_UNKNOWN', `nothing in ${trashEntryFolder(town, id)} tells where it belongs`, {
    hint: 'look into it, and move what you need of it back yourself',
  })
}
