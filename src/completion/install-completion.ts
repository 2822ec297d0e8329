import {GtError, isGtError, type Connection} from '@gt-town/contract'
import {dirname, join} from 'node:path'
import {withLine, withoutLine, type CompletionPlace} from './shells.js'

/** More than any shell's start file: what is larger is something else. */
const maxBytes = 4 * 1024 * 1024

/** Stands in each of gt's scripts. */
const ownMark = 'Made by gt autocomplete'

/** What is there, and whether it is what gt would put there. */
export interface InstalledCompletion {
  readonly isThere: boolean
  readonly isCurrent: boolean
}

/** @throws GtError `GT_EXISTS` where a script of somebody else is in its place */
export async function installedCompletion(
  connection: Connection,
  place: CompletionPlace,
  script: string,
): Promise<InstalledCompletion> {
  const [found, start] = await Promise.all([
    textIn(connection, place.script),
    place.startFile === undefined ? undefined : textIn(connection, place.startFile.path),
  ])
  const loads =
    place.startFile === undefined || (start !== undefined && withLine(start, place.startFile.line) === start)
  if (found !== undefined && !found.includes(ownMark)) {
    throw new GtError('GT_EXISTS', `${place.script} is there already, and is not gt's`, {
      hint: 'move it away, or load the script yourself: gt autocomplete script',
    })
  }
  const mentions = start !== undefined && withoutLine(start) !== start
  return {isThere: found !== undefined || mentions, isCurrent: found === script && loads}
}

/** Safe to repeat. A start file keeps all else that is in it. @throws what the connection throws */
export async function installCompletion(connection: Connection, place: CompletionPlace, script: string): Promise<void> {
  await connection.mkdirAll(dirname(place.script))
  await connection.writeFile(place.script, script)
  if (place.startFile) await changeStartFile(connection, place, (text) => withLine(text, place.startFile?.line ?? ''))
}

/** @throws what the connection throws */
export async function removeCompletion(connection: Connection, place: CompletionPlace): Promise<void> {
  if (place.startFile) await changeStartFile(connection, place, withoutLine)
  if (await connection.fileExists(place.script)) await connection.remove(place.script)
}

async function changeStartFile(
  connection: Connection,
  {script, startFile}: CompletionPlace,
  change: (text: string) => string,
): Promise<void> {
  if (startFile === undefined) return
  const lock = join(dirname(script), 'start-file')
  await connection.mkdirAll(dirname(lock))
  await connection.withLock(lock, async () => {
    const before = await textIn(connection, startFile.path)
    const after = change(before ?? '')
    if (after === (before ?? '')) return
    // Many keep theirs as a link into a repository: what it leads to is changed, the link stays.
    const path = before === undefined ? startFile.path : await connection.realpath(startFile.path)
    await connection.mkdirAll(dirname(path))
    await connection.writeFile(path, Buffer.from(after, 'latin1'))
  })
}

/** Byte for byte, whatever its encoding. @returns undefined where there is none */
async function textIn(connection: Connection, path: string): Promise<string | undefined> {
  try {
    return (await connection.readFile(path, {maxBytes})).toString('latin1')
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}
