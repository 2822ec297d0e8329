import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {parentsOf, subtreesOf, treeOf, type LooseObject} from '../format/loose-object.js'
import {missingObject} from './ask-git.js'
import {invalid, type CloneFault} from './clone-state.js'
import type {CloneTips} from './inspect-refs.js'
import {looseObject, objectPath, type ObjectPlaces} from './read-object.js'

/** As far as history is followed; what lies in packs ends it before, as a rule. */
const maxSteps = 16
/** More trees or commits at a time are not looked at. */
const maxAtOnce = 256
/** git knows it without having it; by SHA-1 and by SHA-256. */
const emptyTrees = [
  '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
]

/**
 * Whether the commit that is checked out can be read, its trees, and the history up to the branch that it is compared with, all
 * as far as it does not lie in a pack: a crash empties what was written last.
 */
export async function inspectCommit(
  connection: Connection,
  places: ObjectPlaces,
  {tip, upstream, shallow}: CloneTips,
): Promise<CloneFault | undefined> {
  const [commit, history] = await Promise.all([
    readObject(connection, places, tip, 'commit'),
    upstream === undefined || upstream === tip
      ? undefined
      : inspectHistory(connection, places, {from: [tip, upstream], shallow}),
  ])
  if (isFault(commit)) return commit
  const tree = commit && treeOf(commit)
  if (commit?.type === 'blob') {
    return invalid(`its commit ${tip.slice(0, 10)} is no commit`, objectPath(places.common, tip))
  }
  return (
    (tree === undefined ? undefined : await inspectTrees(connection, places, [tree])) ??
    history ??
    (await askForUnsure(connection, places))
  )
}

/** One process for all of them, and only where there are some. */
async function askForUnsure(
  connection: Connection,
  {folder, common, unsure}: ObjectPlaces,
): Promise<CloneFault | undefined> {
  if (unsure.size === 0) return undefined
  const missing = await missingObject(connection, folder, [...unsure.keys()])
  if (missing === undefined) return undefined
  return invalid(`its ${unsure.get(missing) ?? 'object'} ${missing.slice(0, 10)} is missing`, under(common, 'objects'))
}

/** @returns undefined where nothing is wrong with it, nor anything known of it */
async function readObject(
  connection: Connection,
  places: ObjectPlaces,
  id: string,
  what: 'commit' | 'tree',
): Promise<Read> {
  const packed = places.packs.read(id)
  if (packed === 'garbled') {
    return invalid(`its ${what} ${id.slice(0, 10)} is garbled in its pack`, under(places.common, 'objects', 'pack'))
  }
  if (packed !== undefined) return packed
  if (places.packs.has(id) || (what === 'tree' && emptyTrees.includes(id))) return undefined
  return looseObject(connection, places, id, what)
}

/** What lies in a pack was written with all that is below it. */
async function inspectTrees(
  connection: Connection,
  places: ObjectPlaces,
  ids: readonly string[],
): Promise<CloneFault | undefined> {
  if (ids.length > maxAtOnce) return undefined
  const found = await Promise.all(ids.map(async (id) => readObject(connection, places, id, 'tree')))
  const fault = found.find(isFault)
  if (fault) return fault
  const below = new Set(
    found.flatMap((one, at) => (isLoose(places, one, ids[at]) ? subtreesOf(one, places.idBytes) : [])),
  )
  return below.size === 0 ? undefined : inspectTrees(connection, places, [...below])
}

/** Ahead of and behind a branch are counted by reading every commit on the way. */
async function inspectHistory(
  connection: Connection,
  places: ObjectPlaces,
  {from, shallow}: {from: readonly string[]; shallow: ReadonlySet<string>},
): Promise<CloneFault | undefined> {
  const seen = new Set<string>()
  let next = [...from]
  for (let step = 0; step < maxSteps && next.length > 0 && next.length <= maxAtOnce; step++) {
    for (const id of next) seen.add(id)
    const found = await Promise.all(next.map(async (id) => readObject(connection, places, id, 'commit')))
    const fault = found.find(isFault)
    if (fault) return fault
    const parents = found.flatMap((one, at) =>
      isLoose(places, one, next[at]) && !shallow.has(next[at] ?? '') ? parentsOf(one) : [],
    )
    next = [...new Set(parents)].filter((id) => !seen.has(id))
  }
  return undefined
}

type Read = LooseObject | CloneFault | undefined

function isFault(one: Read): one is CloneFault {
  return one !== undefined && 'state' in one
}

function isLoose({packs}: ObjectPlaces, one: Read, id = ''): one is LooseObject {
  return one !== undefined && 'content' in one && !packs.has(id)
}
