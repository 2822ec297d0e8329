import {join} from 'node:path'
import {isGtError, messageOf, type Connection, type Rig, type Workspace} from '@gt-town/contract'
import {NameMap} from '@gt-town/json-file'
import {polecatFolder, polecatsFile} from '@gt-town/town-layout'
import {isRigPolecats, type SeenPolecat} from '../../domain/documents.js'
import {ignoreRigs} from '../town/gitignore.js'
import {polecats} from './polecats.js'

/** What a rig remembers of its polecats, `polecats.json`. */
export const seenPolecats = new NameMap<'polecats', SeenPolecat>({
  key: 'polecats',
  kind: 'polecat',
  validate: isRigPolecats,
  missing: 'empty',
})

/**
 * Notes the polecats that are there and were not known, and forgets one that was removed. The work itself is done by then.
 * @returns why it could not be noted, or undefined
 */
export async function notePolecats(
  connection: Connection,
  town: Workspace,
  rig: Rig,
  {removed}: {removed?: string} = {},
): Promise<string | undefined> {
  const path = polecatsFile(rig)
  try {
    const present = (await polecatClones(connection, rig)).filter((name) => name !== removed)
    if (!(await connection.fileExists(path))) {
      if (present.length === 0) return undefined
      await ignoreRigs(connection, town, [rig.name])
    }
    const seen = {seen_at: new Date().toISOString()}
    await seenPolecats.fill(connection, path, (document) => [
      ...present.filter((name) => !Object.hasOwn(document.polecats, name)).map((name) => seenPolecats.set(name, seen)),
      ...(removed === undefined ? [] : seenPolecats.unset(document, removed)),
    ])
    return undefined
  } catch (error) {
    if (!isGtError(error) || error.code === 'GT_ABORTED') throw error
    return `${path} was not brought up to date: ${messageOf(error)}`
  }
}

/** Polecats that were seen in a rig and whose folders are not there. @throws FileCorruptError */
export async function vanishedFrom(connection: Connection, rig: Rig): Promise<string[]> {
  const {polecats: seen} = await seenPolecats.read(connection, polecatsFile(rig))
  const names = Object.keys(seen)
  const stats = await connection.inspect(
    names.map((name) => ({op: 'stat', path: polecatFolder(rig, name), follow: false}) as const),
  )
  return names.filter((_name, at) => {
    const stat = stats[at]
    return stat?.ok === false && stat.error.code === 'GT_NOT_FOUND'
  })
}

/** Folders of a rig that hold a repository; others may be the user's own. */
export async function polecatClones(connection: Connection, rig: Rig): Promise<string[]> {
  const names = await polecats(connection, rig)
  const stats = await connection.inspect(
    names.map((name) => ({op: 'stat', path: join(polecatFolder(rig, name), '.git'), follow: false}) as const),
  )
  return names.filter((_name, at) => stats[at]?.ok)
}
