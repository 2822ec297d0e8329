import {resolve} from 'node:path'
import {inflateSync} from 'node:zlib'
import type {Connection, Outcome, Stat} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {parseObject, treeOf, type LooseObject} from '../format/loose-object.js'
import {isPackOf, multiPackIndexProblem, parsePackIndex, type PackIndex} from '../format/pack-file.js'
import {packedObject, sumOf} from '../format/packed-object.js'
import {hasObject} from './ask-git.js'
import {faultOf, invalid, type CloneFault} from './clone-state.js'

/** Larger ones are only looked at from outside, by their size: they would have to be read whole. */
const maxPackBytes = 128 * 1024
const maxPackIndexBytes = 512 * 1024
const maxMultiBytes = 1024 * 1024
const maxObjectBytes = 16 * 1024 * 1024
const emptyPackBytes = 32
/** A clone with more of them is due for git gc. */
const maxPacks = 16

/** What the packs of a clone hold, as far as was looked. */
export interface Packs {
  /** undefined: some of them are too large to tell */
  has(id: string): boolean | undefined
  /** undefined: that was not looked at, such as in a large pack, or of one that is told by what differs from another */
  read(id: string): LooseObject | 'garbled' | undefined
  /** there is none at all */
  readonly isEmpty: boolean
}

/** The names of packs that have an index, without their endings. */
function wholePacks(names: readonly string[]): string[] {
  const present = new Set(names)
  return names.flatMap((name) => {
    const stem = name.replace(/\.pack$/, '')
    return stem !== name && present.has(`${stem}.idx`) ? [stem] : []
  })
}

const noPacks: Packs = {isEmpty: true, has: () => false, read: () => undefined}

/**
 * Whether the packs are whole: each is one, begins and ends as its index says, and that index is one.
 * @param names of what lies in the folder of packs
 */
export function inspectPacks(
  connection: Connection,
  common: string,
  names: readonly string[],
  idBytes: number,
): Packs | Promise<Packs | CloneFault> {
  return names.length === 0 ? noPacks : lookAtPacks(connection, common, names, idBytes)
}

async function lookAtPacks(
  connection: Connection,
  common: string,
  names: readonly string[],
  idBytes: number,
): Promise<Packs | CloneFault> {
  const folder = under(common, 'objects', 'pack')
  const stems = wholePacks(names)
  const looked = stems.slice(0, maxPacks)
  const multiPath = under(folder, 'multi-pack-index')
  const hasMulti = names.includes('multi-pack-index')
  const [multi, answers] = await Promise.all([
    hasMulti ? connection.inspect([{op: 'read', path: multiPath, maxBytes: maxMultiBytes}]) : undefined,
    connection.inspect(
      looked.flatMap((stem) => [
        {op: 'stat', path: under(folder, `${stem}.pack`)} as const,
        {op: 'read', path: under(folder, `${stem}.idx`), maxBytes: maxPackIndexBytes} as const,
        {op: 'read', path: under(folder, `${stem}.pack`), maxBytes: maxPackBytes} as const,
      ]),
    ),
  ])
  const problem = multi?.[0].ok ? multiPackIndexProblem(multi[0].value) : undefined
  if (problem !== undefined) return invalid(problem, multiPath)
  const indexes: (PackIndex | undefined)[] = stems.slice(maxPacks).map(() => undefined)
  const contents: {index: PackIndex; pack: Buffer}[] = []
  for (const [at, stem] of looked.entries()) {
    const [stat, idx, pack] = answers.slice(at * 3, at * 3 + 3) as [Outcome<Stat>, Outcome<Buffer>, Outcome<Buffer>]
    // Somebody repacks: what was in it lies in another one by now.
    if ([stat, idx, pack].some((one) => !one.ok && one.error.code === 'GT_NOT_FOUND')) {
      indexes.push(undefined)
      continue
    }
    const [packPath, idxPath] = [under(folder, `${stem}.pack`), under(folder, `${stem}.idx`)]
    const index = idx.ok ? parsePackIndex(idx.value, idBytes) : undefined
    if (!idx.ok && idx.error.code !== 'GT_TOO_LARGE') return faultOf(idx.error, `its ${stem}.idx`, idxPath)
    if (idx.ok && !index) return invalid(`its ${stem}.idx is cut off or garbled`, idxPath)
    if (!stat.ok) return faultOf(stat.error, `its ${stem}.pack`, packPath)
    if (!pack.ok && pack.error.code !== 'GT_TOO_LARGE') return faultOf(pack.error, `its ${stem}.pack`, packPath)
    const isCut = pack.ok
      ? index && !isPackOf(index, pack.value, pack.value)
      : stat.value.size < (index?.leastPackBytes() ?? emptyPackBytes)
    if (isCut) {
      return invalid(`its ${stem}.pack is cut off or garbled`, packPath)
    }
    indexes.push(index)
    if (index && pack.ok) contents.push({index, pack: pack.value})
  }
  return {
    isEmpty: indexes.length === 0,
    has(id) {
      if (indexes.some((index) => index?.has(id))) return true
      return indexes.includes(undefined) ? undefined : false
    },
    read(id) {
      for (const {index, pack} of contents) {
        const offset = index.offsetOf(id)
        if (offset !== undefined) return packedObject(pack, offset, id, idBytes)
      }
      return undefined
    },
  }
}

export interface ObjectPlaces {
  readonly folder: string
  readonly common: string
  readonly packs: Packs
  /** what it lacks can be fetched from elsewhere when it is needed */
  readonly isPartial: boolean
  readonly idBytes: number
}

/** Whether the commit that is checked out and its tree can be read. */
export async function inspectCommit(
  connection: Connection,
  places: ObjectPlaces,
  id: string,
): Promise<CloneFault | undefined> {
  const packed = places.packs.read(id)
  if (packed === 'garbled') return garbledInPack(places, id, 'commit')
  if (packed === undefined && places.packs.has(id)) return undefined
  const commit = packed ?? (await looseObject(connection, places, id, 'commit'))
  if (commit === undefined || 'state' in commit) return commit
  const tree = treeOf(commit)
  if (tree === undefined) {
    return commit.type === 'blob'
      ? invalid(`its commit ${id.slice(0, 10)} is no commit`, objectPath(places.common, id))
      : undefined
  }
  if (places.packs.read(tree) === 'garbled') return garbledInPack(places, tree, 'tree')
  if (places.isPartial || places.packs.has(tree) || tree === emptyTree) return undefined
  const found = await looseObject(connection, places, tree, 'tree')
  return found !== undefined && 'state' in found ? found : undefined
}

function garbledInPack({common}: ObjectPlaces, id: string, what: string): CloneFault {
  return invalid(`its ${what} ${id.slice(0, 10)} is garbled in its pack`, under(common, 'objects', 'pack'))
}

/** git knows it without having it. */
const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904'

/** @returns undefined where it lies, or may lie, in a pack or in another repository */
async function looseObject(
  connection: Connection,
  {folder, common, packs, idBytes}: ObjectPlaces,
  id: string,
  what: string,
): Promise<LooseObject | CloneFault | undefined> {
  const path = objectPath(common, id)
  const name = `its ${what} ${id.slice(0, 10)}`
  const [loose] = await connection.inspect([{op: 'read', path, maxBytes: maxObjectBytes}])
  if (loose.ok) return inflate(loose.value, id, idBytes) ?? invalid(`${name} is empty or garbled`, path)
  if (loose.error.code === 'GT_TOO_LARGE') return undefined
  if (loose.error.code !== 'GT_NOT_FOUND') return faultOf(loose.error, name, path)
  if (packs.has(id) === undefined) return undefined
  if (await isLent(connection, folder, common, id)) return undefined
  const objects = under(common, 'objects')
  const [listed] = await connection.inspect([{op: 'list', path: objects}])
  if (!listed.ok) return faultOf(listed.error, 'its folder objects', objects)
  const isEmpty = !listed.value.some((entry) => /^[0-9a-f]{2}$/.test(entry.name))
  return isEmpty && packs.isEmpty ? invalid('its objects are gone', objects) : invalid(`${name} is missing`, objects)
}

function objectPath(common: string, id: string): string {
  return under(common, 'objects', id.slice(0, 2), id.slice(2))
}

/** The clones of a rig have most commits in common, and to compare bytes is much cheaper than to inflate and sum them. */
const inflated = new Map<string, {bytes: Buffer; object: LooseObject}>()
const mostInflated = 32

function inflate(bytes: Buffer, id: string, idBytes: number): LooseObject | undefined {
  const known = inflated.get(id)
  if (known?.bytes.equals(bytes)) return known.object
  const object = inflateAnew(bytes, id, idBytes)
  if (object && bytes.length < 64 * 1024) {
    if (inflated.size >= mostInflated) inflated.clear()
    inflated.set(id, {bytes, object})
  }
  return object
}

function inflateAnew(bytes: Buffer, id: string, idBytes: number): LooseObject | undefined {
  try {
    // Typed as if `info` were of no effect.
    const {buffer, engine} = inflateSync(bytes, {
      maxOutputLength: 4 * maxObjectBytes,
      info: true,
    }) as unknown as Inflated
    // git takes no byte more than it needs.
    if (engine.bytesWritten !== bytes.length) return undefined
    return sumOf(buffer, idBytes) === id.toLowerCase() ? parseObject(buffer) : undefined
  } catch {
    return undefined
  }
}

interface Inflated {
  readonly buffer: Buffer
  /** `bytesWritten`: how much of the input it took */
  readonly engine: {readonly bytesWritten: number}
}

/** Whether another repository that lends its objects has this one, or may have it. */
async function isLent(connection: Connection, folder: string, common: string, id: string): Promise<boolean> {
  const objects = under(common, 'objects')
  const [text] = await connection.inspect([
    {op: 'read', path: under(objects, 'info', 'alternates'), maxBytes: 64 * 1024},
  ])
  if (!text.ok) return text.error.code === 'GT_TOO_LARGE'
  const lenders = text.value
    .toString()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => resolve(objects, line))
  const answers = await connection.inspect(
    lenders.flatMap((lender) => [
      {op: 'stat', path: resolve(lender, id.slice(0, 2), id.slice(2))} as const,
      {op: 'list', path: resolve(lender, 'pack')} as const,
      {op: 'stat', path: resolve(lender, 'info', 'alternates')} as const,
    ]),
  )
  // Outside of the town only git may look.
  if (answers.some((answer) => !answer.ok && answer.error.code === 'GT_PATH_ESCAPE'))
    return hasObject(connection, folder, id)
  return answers.some((answer) => {
    if (!answer.ok) return false
    return !Array.isArray(answer.value) || wholePacks(answer.value.map(({name}) => name)).length > 0
  })
}
