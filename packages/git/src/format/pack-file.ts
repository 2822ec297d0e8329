const idxMagic = Buffer.from([0xff, 0x74, 0x4f, 0x63])
const packHeaderBytes = 12
const fanoutBytes = 1024

/** The ids in the index of a pack. */
export interface PackIndex {
  has(id: string): boolean
  /** where it begins in the pack, in bytes; undefined where it is not there, or beyond 2 GiB */
  offsetOf(id: string): number | undefined
  /** what the pack must end with */
  readonly packSum: Buffer
  readonly count: number
  /** fewer bytes than this has no pack that is whole */
  leastPackBytes(): number
}

/**
 * Reads the index of a pack, with the checks that git makes before it uses one.
 * @returns undefined where git would not
 */
export function parsePackIndex(bytes: Buffer, idBytes = 20): PackIndex | undefined {
  const isSecond = bytes.subarray(0, 4).equals(idxMagic)
  if (isSecond && (bytes.length < 8 || bytes.readUInt32BE(4) !== 2)) return undefined
  const fanoutAt = isSecond ? 8 : 0
  if (bytes.length < fanoutAt + fanoutBytes + 2 * idBytes) return undefined
  let count = 0
  for (let at = fanoutAt; at < fanoutAt + fanoutBytes; at += 4) {
    const next = bytes.readUInt32BE(at)
    if (next < count) return undefined
    count = next
  }
  const namesAt = fanoutAt + fanoutBytes
  const step = isSecond ? idBytes : idBytes + 4
  const least = namesAt + count * (isSecond ? idBytes + 8 : step) + 2 * idBytes
  const most = isSecond ? least + Math.max(0, count - 1) * 8 : least
  if (bytes.length < least || bytes.length > most) return undefined
  const from = namesAt + (isSecond ? 0 : 4)
  return {
    count,
    packSum: bytes.subarray(-2 * idBytes, -idBytes),
    leastPackBytes() {
      const offsetsAt = isSecond ? namesAt + count * (idBytes + 4) : namesAt
      let last = packHeaderBytes
      for (let entry = 0; entry < count; entry++) {
        const offset = bytes.readUInt32BE(offsetsAt + entry * (isSecond ? 4 : step))
        // Beyond 2 GiB it stands in another table.
        if (offset < 0x80000000) last = Math.max(last, offset)
      }
      return last + idBytes
    },
    has: (id) => entryOf(id) !== undefined,
    offsetOf(id) {
      const entry = entryOf(id)
      if (entry === undefined) return undefined
      const offset = isSecond
        ? bytes.readUInt32BE(namesAt + count * (idBytes + 4) + entry * 4)
        : bytes.readUInt32BE(namesAt + entry * step)
      return offset < 0x80000000 ? offset : undefined
    },
  }

  function entryOf(id: string): number | undefined {
    const first = Number.parseInt(id.slice(0, 2), 16)
    const bound = (byte: number): number => (byte < 0 ? 0 : bytes.readUInt32BE(fanoutAt + byte * 4))
    const wanted = Buffer.from(id, 'hex')
    let [low, high] = [bound(first - 1), bound(first)]
    while (low < high) {
      const middle = (low + high) >> 1
      const order = wanted.compare(bytes, from + middle * step, from + middle * step + idBytes)
      if (order === 0) return middle
      if (order < 0) high = middle
      else low = middle + 1
    }
    return undefined
  }
}

/** How an object in a pack begins (git's gitformat-pack): its type, how large it is, and where its content begins. */
export function packedHeader(
  pack: Buffer,
  offset: number,
): {type: number; size: number; contentAt: number} | undefined {
  let byte = pack[offset]
  if (byte === undefined) return undefined
  const type = (byte >> 4) & 7
  let [size, factor, at] = [byte & 15, 16, offset + 1]
  while (byte & 128) {
    byte = pack[at++]
    if (byte === undefined || factor > 2 ** 40) return undefined
    size += (byte & 127) * factor
    factor *= 128
  }
  return {type, size, contentAt: at}
}

/** Whether a pack begins and ends as its index says, which is all that git checks when it opens one. */
export function isPackOf(index: PackIndex, start: Buffer, end: Buffer): boolean {
  return (
    start.length >= packHeaderBytes &&
    start.toString('latin1', 0, 4) === 'PACK' &&
    [2, 3].includes(start.readUInt32BE(4)) &&
    start.readUInt32BE(8) === index.count &&
    end.subarray(-index.packSum.length).equals(index.packSum)
  )
}

/** What git dies of in a multi-pack-index; of one that is too short it only complains. */
export function multiPackIndexProblem(start: Buffer): string | undefined {
  if (start.length < 32) return undefined
  return start.toString('latin1', 0, 4) === 'MIDX' && [1, 2].includes(start[4] ?? 0)
    ? undefined
    : 'its multi-pack-index is garbled'
}
