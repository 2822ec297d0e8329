import {relative} from 'node:path'
import {GtError, isGtError, type Connection, type HubAndTarget, type Rig, type Workspace} from '@gt-town/contract'
import {mayorClone, rigConfigFile, rigFolder} from '@gt-town/town-layout'
import {workAtRiskError, type Risk} from '../domain/polecats/work-at-risk.js'
import {deleteStaleStaging} from '../operations/files/staging.js'
import {registry, updateRegistry} from '../operations/rigs/registry.js'
import {rigContents, type RigContents} from '../operations/rigs/rig-contents.js'
import {findRig} from '../operations/rigs/rigs.js'
import {endRemoval, moveBack, moveToTrash, type TrashedPart} from '../operations/trash/move-to-trash.js'
import {alongOf, alongWith, type Along} from '../domain/trash/along.js'
import {savedReferences} from '../operations/trash/saved-references.js'
import {putBack} from '../operations/trash/put-back.js'
import {refuseLinkedWorktrees} from '../operations/work/linked-worktrees.js'
import {askOrigin} from '../operations/work/origin.js'
import {withElsewhere} from '../operations/work/with-elsewhere.js'
import {workAtRisk} from '../operations/work/work-at-risk.js'
import type {RemovedRig} from './remove-rig.js'

interface WorkOf {
  readonly what: string
  readonly risks: readonly Risk[]
  readonly along: readonly Along[]
}

/**
 * Moves a rig's folder and the mayor's clone of it to the trash, whole, and takes the rig out of the registry, once it is proven
 * that every clone's work is at the origin and that nothing else of the user's lies among them.
 * @param options.force whatever is only in it
 * @throws UsageError `GT_RIG_NOT_FOUND`; GtError `GT_WORK_AT_RISK` and `GT_FOREIGN_FILES` naming what, `GT_CLONE_UNREADABLE`,
 *   `GT_ORIGIN_UNREACHABLE`, `GT_WORKTREES_ELSEWHERE`, `GT_TRASH_ELSEWHERE`
 */
export async function deleteRig(
  {target}: HubAndTarget,
  name: string,
  {force, signal}: {force: boolean; signal?: AbortSignal},
): Promise<RemovedRig> {
  const {connection, workspace: town} = target
  await deleteStaleStaging(connection, town)
  await putBack(connection, town, {kind: 'rig', rig: name})
  const rig = await findRig(connection, town, name)
  const remove = async (): Promise<RemovedRig> => {
    const contents = await rigContents(connection, town, rig)
    for (const {path} of contents.clones) await refuseLinkedWorktrees(connection, path)
    const work = await inspect(connection, town, rig, contents, {force, signal})
    if (!force) {
      refuseForeign(rig, contents)
      const atRisk = work?.filter(({risks}) => risks.length > 0) ?? []
      if (atRisk.length > 0) {
        throw workAtRiskError(
          atRisk,
          `push it to its origin, or move all of it to the trash: gt rig remove ${name} --delete --force`,
        )
      }
    }
    const trash = await moveRig(connection, town, rig, work, force)
    return {name, path: rig.path, isDeleted: true, ...(trash === undefined ? {} : {trash})}
  }
  const [folder] = await connection.inspect([{op: 'stat', path: rig.path}])
  // Where the folder is gone there is nothing to lock, and none can be at work in it.
  if (!folder.ok) return remove()
  return connection.withLock(rigConfigFile(rig), remove, {timeoutMs: 120_000, signal})
}

/** Moves the folders aside and unregisters the rig, both or neither. */
async function moveRig(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  work: readonly WorkOf[] | undefined,
  force: boolean,
): Promise<string | undefined> {
  let trash: string | undefined
  const parts = await partsOf(connection, town, rig)
  const saved = (await savedReferences(connection, town))
    .filter((one) => one.rig === rig.name)
    .flatMap(({polecat, refs}) => alongOf(`${rig.name}/${polecat}`, {reference: [...refs.keys()]}))
  const unregister = async (): Promise<void> =>
    updateRegistry(connection, town, async (state) => {
      const registration = Object.hasOwn(state.projects, rig.name) ? state.projects[rig.name] : undefined
      const facts = {
        command: `gt rig remove ${rig.name} --delete${force ? ' --force' : ''}`,
        only_here: work
          ? work.flatMap(({what, risks}) => risks.map((risk) => ({what, ...risk, items: [...risk.items]})))
          : null,
        along: [...saved, ...(work ?? []).flatMap(({along}) => along)],
        ...(registration && {registration: {...registration}}),
      }
      const [first, ...others] = parts
      const subject = {kind: 'rig', rig: rig.name} as const
      trash = first
        ? await moveToTrash(connection, town, subject, [first, ...others], facts)
        : await endRemoval(connection, town, subject)
      return registry.unset(state, rig.name)
    })
  try {
    await unregister()
  } catch (error) {
    if (trash !== undefined) await moveBack(connection, town, trash, parts)
    throw error
  }
  return trash
}

/** The clone of the mayor's first: as long as the rig's own folder is there, the rig is known and can be removed again. */
async function partsOf(connection: Connection, town: Workspace, rig: Rig): Promise<TrashedPart[]> {
  const parts: TrashedPart[] = [
    {part: 'mayor', from: mayorClone(town, rig.name)},
    {part: 'rig', from: rigFolder(town, rig.name)},
  ]
  const stats = await connection.inspect(parts.map(({from}) => ({op: 'stat', path: from, follow: false}) as const))
  return parts.filter((_part, at) => stats[at]?.ok)
}

function refuseForeign(rig: Rig, {foreign}: RigContents): void {
  if (foreign.length === 0) return
  const names = foreign.map((path) => relative(rig.path, path))
  throw new GtError('GT_FOREIGN_FILES', `${rig.path} holds what gt did not make: ${names.join(', ')}`, {
    hint: `move it away, or move all of it to the trash: gt rig remove ${rig.name} --delete --force`,
    exit: 1,
  })
}

/** What is only in the rig's clones. @returns undefined where that cannot be told, with `force` */
async function inspect(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  {clones}: RigContents,
  {force, signal}: {force: boolean; signal: AbortSignal | undefined},
): Promise<WorkOf[] | undefined> {
  if (clones.length === 0) return []
  try {
    // All clones go at once: only the origin can tell what is safe.
    const asked = await askOrigin(connection, town, rig.gitUrl, signal)
    if ('problem' in asked) throw unreachable(rig, asked.problem)
    return await withElsewhere(
      connection,
      town,
      asked,
      async (elsewhere) => {
        const found: WorkOf[] = []
        for (const {path, mailFolder} of clones) {
          const options = {
            elsewhere,
            effort: 'deep' as const,
            signal,
            ...(mailFolder === undefined ? {} : {mailFolder}),
          }
          const what = relative(town.root, path)
          const work = await workAtRisk(connection, town, path, options)
          found.push({what, risks: work.risks, along: alongWith(what, work)})
        }
        return found
      },
      signal,
    )
  } catch (error) {
    if (!force || !isGtError(error) || error.code === 'GT_ABORTED') throw error
    return undefined
  }
}

function unreachable(rig: Rig, problem: string): GtError {
  return new GtError('GT_ORIGIN_UNREACHABLE', `cannot tell what the origin of ${rig.name} has: ${problem}`, {
    hint: `try again once it can be reached, or move all of it to the trash: gt rig remove ${rig.name} --delete --force`,
  })
}
