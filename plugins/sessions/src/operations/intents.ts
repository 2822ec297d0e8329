import {isGtError, type Place} from '@gt-town/contract'
import {FileCorruptError, moveCorrupt, parseJson} from '@gt-town/json-file'
import {sessionNameOf} from '@gt-town/tmux'
import {sessionFiles, sessionsFolder, under} from '@gt-town/town-layout'
import {isSessionIntent, parseIntent, printIntent, type SessionIntent} from '../domain/intent.js'

/**
 * Reads what is wanted of a session, lets it be changed under its lock, and writes it.
 * @param decide gets what stands there; undefined: nothing is written
 * @returns what stands there now
 * @throws FileCorruptError, in which case nothing was written; LockError; what the connection throws
 */
export async function changeIntent(
  {connection, workspace}: Place,
  address: string,
  decide: (before: SessionIntent | undefined) => SessionIntent | undefined,
): Promise<SessionIntent | undefined> {
  const path = sessionFiles(workspace, sessionNameOf(address)).intent
  await connection.mkdirAll(sessionsFolder(workspace))
  return connection.withLock(path, async () => {
    const before = await readIntent({connection, workspace}, address)
    const after = decide(before)
    if (after !== undefined) await connection.writeFile(path, printIntent(after))
    return after ?? before
  })
}

/** What is wanted of all sessions, as far as it can be read. */
export async function allIntents({connection, workspace}: Place): Promise<SessionIntent[]> {
  const folder = sessionsFolder(workspace)
  const [list] = await connection.inspect([{op: 'list', path: folder}])
  const names = list.ok ? list.value.filter(({type, name}) => type === 'file' && name.endsWith('.json')) : []
  const read = names.map(({name}) => ({op: 'read', path: under(folder, name), maxBytes: 1024 * 1024}) as const)
  const texts = await connection.inspect(read)
  return texts.flatMap((text) => (text.ok ? (parseIntent(text.value.toString()) ?? []) : []))
}

/**
 * What is none is moved aside, whole.
 * @throws FileCorruptError where it is of a later gt; what the connection throws
 */
export async function readIntent({connection, workspace}: Place, address: string): Promise<SessionIntent | undefined> {
  const path = sessionFiles(workspace, sessionNameOf(address)).intent
  try {
    const parsed = await parseJson(await connection.readFile(path, {maxBytes: 1024 * 1024}), isSessionIntent)
    if (parsed.ok) return parsed.value
    if (parsed.problem.isLater === true) throw new FileCorruptError(path, parsed.problem)
    // Such as one that a power cut left empty: the session itself must still be within reach.
    await moveCorrupt(connection, path)
    return undefined
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}
