import {dirname, join, relative} from 'node:path'
import {GtError, type Connection, type HubAndTarget, type Rig, type Workspace} from '@gt-town/contract'
import {
  mayorClone,
  removalFolder,
  removedMailFolder,
  rigConfigFile,
  rigFolder,
  rigMailFolder,
  stagedRig,
} from '@gt-town/town-layout'
import {workAtRiskError} from '../domain/polecats/work-at-risk.js'
import {findRig} from '../operations/rigs/rigs.js'
import {registry, updateRegistry} from '../operations/rigs/registry.js'
import {originTags, type Refs} from '../operations/git/refs.js'
import {rigContents, type RigContents} from '../operations/rigs/rig-contents.js'
import {deleteStaleStaging, withStaging} from '../operations/files/staging.js'
import {putBack, moveAside, type Move} from '../operations/files/move-aside.js'
import {workAtRisk} from '../operations/work/work-at-risk.js'
import type {RemovedRig} from './remove-rig.js'

/**
 * Deletes a rig's folders and takes it out of the registry, once it is proven that every clone's work is at the origin
 * and that nothing else of the user's lies among them. Mail is moved, not deleted.
 * @throws UsageError `GT_RIG_NOT_FOUND`; GtError `GT_WORK_AT_RISK` and `GT_FOREIGN_FILES` naming what, `GT_CLONE_UNREADABLE`
 */
export async function deleteRig({target}: HubAndTarget, name: string, signal?: AbortSignal): Promise<RemovedRig> {
  const {connection, workspace: town} = target
  await deleteStaleStaging(connection, town)
  const aside = removalFolder(town, name)
  const places = [
    {from: rigFolder(town, name), to: stagedRig(aside).rig},
    {from: mayorClone(town, name), to: stagedRig(aside).mayorClone},
  ]
  await putBack(connection, places)
  const rig = await findRig(connection, town, name)
  return connection.withLock(
    rigConfigFile(rig),
    async () => {
      const contents = await rigContents(connection, town, rig)
      refuseForeign(rig, contents)
      const tags = await tagsOf(connection, contents, signal)
      await refuseWorkAtRisk(connection, town, contents, tags, [], signal)
      const moves = await existing(connection, places)
      await unregisterWhile(connection, town, name, moves, async () =>
        refuseWorkAtRisk(connection, town, contents, tags, moves, signal),
      )
      const mail = contents.hasMail ? await keepMail(connection, town, name, aside) : undefined
      await withStaging(connection, town, async (staging) => connection.rename(aside, join(staging, 'rig')))
      return {name, path: rig.path, isDeleted: true, ...(mail === undefined ? {} : {mail})}
    },
    {timeoutMs: 120_000, signal},
  )
}

/** Moves the folders aside and unregisters the rig, both or neither. */
async function unregisterWhile(
  connection: Connection,
  town: Workspace,
  name: string,
  moves: readonly Move[],
  checkAgain: () => Promise<void>,
): Promise<void> {
  const folders = {areAside: false}
  try {
    await updateRegistry(connection, town, async (state) => {
      await moveAside(connection, moves, checkAgain)
      folders.areAside = true
      return registry.unset(state, name)
    })
  } catch (error) {
    if (folders.areAside) await putBack(connection, moves)
    throw error
  }
}

function refuseForeign(rig: Rig, {foreign}: RigContents): void {
  if (foreign.length === 0) return
  const names = foreign.map((path) => relative(rig.path, path))
  throw new GtError('GT_FOREIGN_FILES', `${rig.path} holds what gt did not make: ${names.join(', ')}`, {
    hint: 'move it away, then run this again',
    exit: 1,
  })
}

/** Looks into every clone, where it is now. */
async function refuseWorkAtRisk(
  connection: Connection,
  town: Workspace,
  {clones}: RigContents,
  tags: Refs | undefined,
  moves: readonly Move[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const found = []
  for (const {path, mailFolder: mail} of clones) {
    const {risks} = await workAtRisk(connection, movedPath(path, moves), {
      tags,
      signal,
      ...(mail === undefined ? {} : {mailFolder: mail}),
    })
    if (risks.length > 0) found.push({what: relative(town.root, path), risks})
  }
  if (found.length > 0)
    throw workAtRiskError(found, 'push it to its origin, or delete it yourself once it is not needed')
}

function movedPath(path: string, moves: readonly Move[]): string {
  const move = moves.find(({from}) => path === from || path.startsWith(`${from}/`))
  return move ? move.to + path.slice(move.from.length) : path
}

/** All clones go at once: only the origin can tell which tags are safe. */
async function tagsOf(
  connection: Connection,
  {clones}: RigContents,
  signal: AbortSignal | undefined,
): Promise<Refs | undefined> {
  const [first] = clones
  return first ? originTags(connection, first.path, signal) : new Map()
}

async function existing(connection: Connection, moves: readonly Move[]): Promise<Move[]> {
  const stats = await connection.inspect(moves.map(({from}) => ({op: 'stat', path: from, follow: false}) as const))
  return moves.filter((_move, index) => stats[index]?.ok)
}

async function keepMail(connection: Connection, town: Workspace, name: string, aside: string): Promise<string> {
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
  const kept = removedMailFolder(town, `${name}-${stamp}`)
  await connection.mkdirAll(dirname(kept))
  await connection.rename(rigMailFolder({path: stagedRig(aside).rig}), kept)
  return kept
}
