import type {Connection, Outcome, Stat} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import type {LooseObject} from '../format/loose-object.js'
import {isPackOf, multiPackIndexProblem, parsePackIndex, type PackIndex} from '../format/pack-file.js'
import {packedObject} from '../format/packed-object.js'
import {faultOf, invalid, type CloneFault} from './clone-state.js'

/** Larger ones are only looked at from outside, by their size: they would have to be read whole. */
const maxPackBytes = 128 * 1024
const maxPackIndexBytes = 512 * 1024
const maxMultiBytes = 1024 * 1024
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
export function wholePacks(names: readonly string[]): string[] {
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
