/** The start of every index: its signature, its version and how many entries it has. */
const headerBytes = 12
/** Of an entry before its name: times and numbers of the file, its id (20 or 32 bytes), two bytes of flags. */
const statBytes = 40
const extended = 0x4000
const assumeValid = 0x8000
const skipWorktree = 0x4000
const longName = 0xfff

/** An index that git can read; `shared`: the name of the file that holds most of it. */
export interface IndexFile {
  readonly shared: string | undefined
  readonly has: IndexTraits
}

/** What the entries of an index itself tell; those of a shared one are not looked at. */
export interface IndexTraits {
  /** marked with `--assume-unchanged` or `--skip-worktree`, so that git status passes over them */
  readonly hidden: boolean
  /** paths of submodules, as written */
  readonly submodules: readonly string[]
}

type Noted = {hidden: boolean; submodules: string[]}

interface Walk {
  /** where the entries end */
  readonly end: number
  readonly has: IndexTraits
  /** an entry has no name: it changes one of a shared index */
  readonly isNameless: boolean
}

/**
 * What git dies of in an index: it checks the header, that it can walk through all entries, and that it knows the extensions
 * behind them, but not the sum at the end.
 * @param idBytes of the ids in it
 */
export function parseIndexFile(bytes: Buffer, idBytes = 20): IndexFile | {problem: string} {
  if (bytes.length < headerBytes + idBytes) return {problem: 'its index is cut off'}
  if (bytes.toString('latin1', 0, 4) !== 'DIRC') return {problem: 'its index is garbled'}
  const version = bytes.readUInt32BE(4)
  if (version < 2 || version > 4) return {problem: `its index has version ${version}`}
  const count = bytes.readUInt32BE(8)
  const end = bytes.length - idBytes
  const walk = version === 4 ? skipShort(bytes, count, end, idBytes) : skipLong(bytes, count, end, idBytes)
  if (walk === undefined) return garbled
  const parsed = parseExtensions(bytes, walk, end, idBytes)
  // A file's name is never empty: without an index that is shared those are bytes that never were an entry.
  return walk.isNameless && 'has' in parsed && parsed.shared === undefined ? garbled : parsed
}

/** Versions 2 and 3: names are whole, and each entry is filled up to a multiple of eight bytes. */
function skipLong(bytes: Buffer, count: number, end: number, idBytes: number): Walk | undefined {
  const has: Noted = {hidden: false, submodules: []}
  let isNameless = false
  let at = headerBytes
  for (let index = 0; index < count; index++) {
    const flagsAt = at + statBytes + idBytes
    if (flagsAt + 2 > end) return undefined
    const flags = bytes.readUInt16BE(flagsAt)
    const nameAt = flagsAt + (flags & extended ? 4 : 2)
    const length = (flags & longName) === longName ? bytes.indexOf(0, nameAt) - nameAt : flags & longName
    if (length < 0 || !isMode(bytes.readUInt32BE(at + 24))) return undefined
    if (length === 0) isNameless = true
    noteTraits(has, bytes, flagsAt)
    if (isSubmodule(bytes, at)) has.submodules.push(bytes.toString('utf8', nameAt, nameAt + length))
    at += (nameAt - at + length + 8) & ~7
    if (at > end) return undefined
  }
  return {end: at, has, isNameless}
}

/** Version 4: a name says how much of the one before it drops, then goes on up to a zero byte. */
function skipShort(bytes: Buffer, count: number, end: number, idBytes: number): Walk | undefined {
  const has: Noted = {hidden: false, submodules: []}
  let at = headerBytes
  let before = Buffer.alloc(0)
  for (let index = 0; index < count; index++) {
    const flagsAt = at + statBytes + idBytes
    if (flagsAt + 2 > end || !isMode(bytes.readUInt32BE(at + 24))) return undefined
    let nameAt = flagsAt + (bytes.readUInt16BE(flagsAt) & extended ? 4 : 2)
    let byte = bytes[nameAt++] ?? 0
    let dropped = byte & 127
    while (byte & 128 && nameAt < end) {
      byte = bytes[nameAt++] ?? 0
      dropped = ((dropped + 1) << 7) | (byte & 127)
    }
    const zero = bytes.indexOf(0, nameAt)
    if (dropped > before.length || zero < nameAt || zero >= end) return undefined
    before = Buffer.concat([before.subarray(0, before.length - dropped), bytes.subarray(nameAt, zero)])
    noteTraits(has, bytes, flagsAt)
    if (isSubmodule(bytes, at)) has.submodules.push(before.toString())
    at = zero + 1
  }
  return {end: at, has, isNameless: false}
}

/** Source of the bits: git's gitformat-index. */
function noteTraits(has: {hidden: boolean}, bytes: Buffer, flagsAt: number): void {
  const flags = bytes.readUInt16BE(flagsAt)
  const isSkipped = (flags & extended) !== 0 && (bytes.readUInt16BE(flagsAt + 2) & skipWorktree) !== 0
  if ((flags & assumeValid) !== 0 || isSkipped) has.hidden = true
}

function isSubmodule(bytes: Buffer, at: number): boolean {
  return (bytes.readUInt32BE(at + 24) & 0o170000) === 0o160000
}

/** A regular file, a link, a submodule, or a folder of a sparse index. */
function isMode(mode: number): boolean {
  return [0o100000, 0o120000, 0o160000, 0o040000].includes(mode & 0o170000)
}

const garbled = {problem: 'its index is cut off or garbled'}

/** Behind the entries: names of four letters, sizes, contents. One whose name begins with a small letter must be understood. */
function parseExtensions(
  bytes: Buffer,
  {end: from, has}: Walk,
  end: number,
  idBytes: number,
): IndexFile | {problem: string} {
  let shared: string | undefined
  for (let at = from; at + 8 <= end; at += 8 + bytes.readUInt32BE(at + 4)) {
    const name = bytes.toString('latin1', at, at + 4)
    if (!/^[A-Z]/.test(name) && !['link', 'sdir'].includes(name)) return garbled
    if (name === 'link') shared = bytes.toString('hex', at + 8, at + 8 + idBytes)
  }
  return {shared: shared === undefined || /^0+$/.test(shared) ? undefined : shared, has}
}
