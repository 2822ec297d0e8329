import {createHash} from 'node:crypto'
import {inflateSync} from 'node:zlib'
import {parseObject, type LooseObject} from './loose-object.js'
import {packedHeader} from './pack-file.js'

const maxObjectBytes = 16 * 1024 * 1024

/** An object that lies whole in a pack. @returns undefined where it is told by what differs from another, or is huge */
export function packedObject(
  pack: Buffer,
  offset: number,
  id: string,
  idBytes: number,
): LooseObject | 'garbled' | undefined {
  const header = packedHeader(pack, offset)
  if (header?.type === 6 || header?.type === 7) return undefined
  const name = ['', 'commit', 'tree', 'blob', 'tag'][header?.type ?? 0] ?? ''
  if (header === undefined || name === '') return 'garbled'
  try {
    const content = inflateSync(pack.subarray(header.contentAt), {maxOutputLength: maxObjectBytes})
    if (content.length !== header.size) return 'garbled'
    const whole = Buffer.concat([Buffer.from(`${name} ${content.length}\0`), content])
    return (sumOf(whole, idBytes) === id.toLowerCase() ? parseObject(whole) : undefined) ?? 'garbled'
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE' ? undefined : 'garbled'
  }
}

/** The id of an object, header and all, in hexadecimal. @param idBytes 20 or 32 */
export function sumOf(bytes: Buffer, idBytes: number): string {
  return createHash(idBytes === 32 ? 'sha256' : 'sha1')
    .update(bytes)
    .digest('hex')
}
