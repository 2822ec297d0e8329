import {resolve} from 'node:path'
import {inflateSync} from 'node:zlib'
import type {Connection} from '@gt-town/contract'
import {under} from '@gt-town/town-layout'
import {parseAlternates} from '../format/git-dir.js'
import {parseObject, type LooseObject} from '../format/loose-object.js'
import {sumOf} from '../format/packed-object.js'
import {hasObject} from './ask-git.js'
import {faultOf, invalid, type CloneFault} from './clone-state.js'
import {wholePacks, type Packs} from './inspect-packs.js'

const maxObjectBytes = 16 * 1024 * 1024

export interface ObjectPlaces {
  readonly folder: string
  readonly common: string
  readonly packs: Packs
  /** what it lacks can be fetched from elsewhere when it is needed */
  readonly isPartial: boolean
  readonly idBytes: number
  /** what may lie where only git looks, such as in a large pack, and what it is; filled while the rest is looked at */
  readonly unsure: Map<string, string>
}

/** @returns undefined where it lies, or may lie, in a pack or in another repository */
export async function looseObject(
  connection: Connection,
  places: ObjectPlaces,
  id: string,
  what: string,
): Promise<LooseObject | CloneFault | undefined> {
  const {folder, common, packs, idBytes} = places
  const path = objectPath(common, id)
  const name = `its ${what} ${id.slice(0, 10)}`
  const [loose] = await connection.inspect([{op: 'read', path, maxBytes: maxObjectBytes}])
  if (loose.ok) return inflate(loose.value, id, idBytes) ?? invalid(`${name} is empty or garbled`, path)
  if (loose.error.code === 'GT_TOO_LARGE') return undefined
  if (loose.error.code !== 'GT_NOT_FOUND') return faultOf(loose.error, name, path)
  // It can be fetched when somebody needs it.
  if (places.isPartial && what === 'tree') return undefined
  if (packs.has(id) === undefined || (await mayBeLent(connection, folder, common, id))) {
    places.unsure.set(id, what)
    return undefined
  }
  const objects = under(common, 'objects')
  const [listed] = await connection.inspect([{op: 'list', path: objects}])
  if (!listed.ok) return faultOf(listed.error, 'its folder objects', objects)
  const isEmpty = !listed.value.some((entry) => /^[0-9a-f]{2}$/.test(entry.name))
  return isEmpty && packs.isEmpty ? invalid('its objects are gone', objects) : invalid(`${name} is missing`, objects)
}

export function objectPath(common: string, id: string): string {
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

/** Whether another repository that lends its objects may have this one. */
async function mayBeLent(connection: Connection, folder: string, common: string, id: string): Promise<boolean> {
  const objects = under(common, 'objects')
  const [text] = await connection.inspect([
    {op: 'read', path: under(objects, 'info', 'alternates'), maxBytes: 64 * 1024},
  ])
  if (!text.ok) return text.error.code === 'GT_TOO_LARGE'
  const lenders = parseAlternates(text.value.toString()).map((line) => resolve(objects, line))
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
