import {dirname, join} from 'node:path'
import {GtError, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {cloneRepairs, stagingFolder} from '@gt-town/town-layout'
import {restoreClone} from './clone.js'
import {ensureFolder, entryAt} from './ensure-folder.js'
import {findGitUrl} from './find-rigs.js'
import {inspectClone} from './inspect-clone.js'
import {moveCorrupt} from '@gt-town/json-file'
import {polecats} from './polecats.js'
import {withRepairLock} from './repair-lock.js'

/** Another doctor may be cloning a large repository. */
const lockMs = 600_000

/**
 * Clones again what should be a clone of a rig and is not. What is in its place is moved aside first, and moved back if
 * the cloning fails, so that a failure changes nothing.
 */
export async function repairClone(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  const replace = async (): Promise<void> => replaceClone(connection, town, rig, target, signal)
  await withRepairLock(connection, town, cloneRepairs(town), replace, {timeoutMs: lockMs, signal})
}

async function replaceClone(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  target: string,
  signal: AbortSignal,
): Promise<void> {
  await ensureFolder(connection, town, dirname(target))
  await ensureFolder(connection, town, stagingFolder(town))
  if ((await inspectClone(connection, target)).state === 'valid') return
  const gitUrl = rig.gitUrl ?? (await findGitUrl(connection, town, rig.name))
  if (gitUrl === undefined) {
    throw new GtError('GT_GIT_URL_UNKNOWN', `nothing says where ${rig.name} comes from`, {
      hint: `write its git_url into ${rig.name}/.gastown/config.json`,
    })
  }
  const lenders = (await polecats(connection, rig)).map((name) => join(rig.path, name))
  const aside = (await entryAt(connection, target)) && (await moveCorrupt(connection, target))
  try {
    await restoreClone(connection, town, {...rig, gitUrl}, target, {lenders, signal})
  } catch (error) {
    if (aside !== undefined && !(await entryAt(connection, target))) await connection.rename(aside, target)
    throw error
  }
}
