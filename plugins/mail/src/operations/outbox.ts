import {randomBytes} from 'node:crypto'
import {basename, dirname, join} from 'node:path'
import {isGtError, PathEscapeError, type Connection, type Place} from '@gt-town/contract'
import {outboxFolder, sentFile, waitingMailFolder} from '@gt-town/town-layout'
import {isStation, type Station} from '../domain/absolute-address.js'
import {parseEntry, printEntry, stationsOf, type LetterEntry, type OutboxEntry} from '../domain/outbox-entry.js'
import {printReceipt, type Receipt} from '../domain/mail-state.js'
import {appendError, appendLines} from './append/append-lines.js'

/** A file of the outbox: what was accepted together. */
export interface WaitingFile {
  readonly path: string
  readonly entries: readonly OutboxEntry[]
  /** lines that gt did not write: they stay where they are */
  readonly odd: readonly Buffer[]
  /** why nothing of it could be read */
  readonly problem?: string
}

const maxFileBytes = 512 * 1024 * 1024

/**
 * Puts entries on the disk: from then on they are delivered, or their sender is told. What is accepted later by the same sender
 * stands behind them, even where the clock was set back.
 * @param now milliseconds since 1970
 * @throws what the connection throws: then nothing was accepted
 */
export async function accept(
  {connection, workspace}: Place,
  entries: readonly OutboxEntry[],
  now: number,
): Promise<void> {
  if (entries.length === 0) return
  const folder = waitingMailFolder(workspace)
  const names = await namesIn(connection, folder)
  if (names === undefined) await connection.mkdirAll(folder)
  await requireInside({connection, workspace}, folder)
  const last = Number(names?.at(-1)?.slice(0, orderDigits) ?? 0)
  const order = String(Math.min(latest, Math.max(now * 1000, last + 1))).padStart(orderDigits, '0')
  const path = join(folder, `${order}-${randomBytes(6).toString('hex')}${destinations(entries)}.jsonl`)
  await connection.writeFile(path, entries.map((entry) => `${printEntry(entry)}\n`).join(''), {
    exclusive: true,
    mode: 0o600,
  })
}

/** @throws PathEscapeError where a folder of the town is a link that leads out of it */
export async function requireInside({connection, workspace: {root}}: Place, folder: string): Promise<void> {
  const real = await connection.realpath(folder)
  if (!`${real}/`.startsWith(`${root === '/' ? '' : root}/`)) throw new PathEscapeError(folder, root)
}

/** Fewer than what starting a program is worth. */
const fewFiles = 3
const partBytes = 64 * 1024 * 1024
const partFiles = 2000

/**
 * Everything that waits, in the order it was accepted, in parts: bodies may be large.
 * @param station only files that may hold something for it
 */
export async function* outboxInParts(
  {connection, workspace}: Place,
  station?: Station,
): AsyncGenerator<WaitingFile[], void, void> {
  const folder = waitingMailFolder(workspace)
  const names = (await namesIn(connection, folder)) ?? []
  const paths = names
    .filter((name) => station === undefined || mayHold(name, station))
    .map((name) => join(folder, name))
  const stats = await connection.inspect(paths.map((path) => ({op: 'stat', path, follow: false}) as const))
  let part: string[] = []
  let bytes = 0
  for (const [at, path] of paths.entries()) {
    const stat = stats[at]
    const size = stat?.ok === true ? stat.value.size : 0
    if (part.length > 0 && (part.length >= partFiles || bytes + size > partBytes)) {
      yield await readFiles(connection, part)
      part = []
      bytes = 0
    }
    part.push(path)
    bytes += size
  }
  if (part.length > 0) yield await readFiles(connection, part)
}

/** Names of files say where what is in them goes, so that nobody reads the others. */
function destinations(entries: readonly OutboxEntry[]): string {
  const stations = [...new Set(entries.flatMap(stationsOf))].join('+')
  if (!stations.split('+').every((station) => isStation(station))) return ''
  return stations === '' || Buffer.byteLength(stations) > 150 ? '' : `@${stations}`
}

function mayHold(name: string, station: Station): boolean {
  const [, stations] = /@(.*)\.jsonl$/.exec(name) ?? []
  return stations === undefined || stations.split('+').includes(station)
}

/** What was delivered, or given up: which entry, to whom. */
export interface Settled {
  readonly id: string
  /** absolute addresses; undefined: all of it */
  readonly recipients?: ReadonlySet<string>
}

/** Holds what protects the files of an outbox from being changed by two at once. */
export async function withOutboxLock<T>(
  {connection, workspace}: Place,
  body: (held: {signal: AbortSignal}) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await connection.mkdirAll(outboxFolder(workspace))
  return connection.withLock(outboxFolder(workspace), body, {timeoutMs: 30_000, signal})
}

/**
 * Takes out of the outbox what needs to go nowhere any more; letters from here stay among what was sent, with their receipts. To be
 * called under the lock of the outbox.
 * @param files as they were read; where they have changed since, what is in them now counts
 * @param options.isCurrent they were read under the same lock, with all that is in them
 */
export async function settle(
  place: Place,
  files: readonly WaitingFile[],
  settled: readonly Settled[],
  receipts: readonly Receipt[],
  {isCurrent = false}: {isCurrent?: boolean} = {},
): Promise<void> {
  const {connection} = place
  const byId = new Map(settled.map((entry) => [entry.id, entry]))
  const touched = files.filter(({entries}) => entries.some(({id}) => byId.has(id)))
  const paths = touched.map(({path}) => path)
  const current = isCurrent ? touched : await readFiles(connection, paths)
  const changes = current.map((file) => ({...file, left: file.entries.flatMap((entry) => remaining(entry, byId))}))
  const done = changes.flatMap(({entries, left}) => {
    const leftIds = new Set(left.map(({id}) => id))
    return entries.filter((entry): entry is LetterEntry => entry.kind === 'letter' && !leftIds.has(entry.id))
  })
  const own = done.filter(({collected_from}) => collected_from === undefined)
  await appendSent(place, [...own.map((entry) => printEntry(entry, {isSent: true})), ...receipts.map(printReceipt)])
  const isEmpty = ({left, odd}: {left: readonly OutboxEntry[]; odd: readonly Buffer[]}): boolean =>
    left.length === 0 && odd.length === 0
  for (const {path, left, odd} of changes.filter((file) => !isEmpty(file))) {
    const lines = left.map((entry) => Buffer.from(printEntry(entry)))
    await connection.writeFile(path, Buffer.concat([...lines, ...odd].flatMap((line) => [line, lineFeed])))
  }
  const empty = changes.filter(isEmpty).map(({path}) => path)
  if (empty.length > 0 && empty.length <= fewFiles) {
    for (const path of empty) await connection.remove(path)
  } else if (empty.length > 0) {
    await connection.execute(['rm', '-f', '--', ...empty], {effect: 'write', paths: empty, timeoutMs: 60_000})
  }
}

/** Adds lines to what was sent from this town. @throws InputOutputError; what appendLines throws */
async function appendSent(place: Place, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return
  const path = sentFile(place.workspace)
  const [result = 'denied'] = await appendLines(place, [{folder: dirname(path), file: basename(path), lines}])
  if (result !== 'ok') throw appendError(result, path)
}

const orderDigits = 16
// A whole number that is exact.
const latest = 9_000_000_000_000_000
const fileName = /^\d{16}-[0-9a-f]{12}(@[^@/]+)?\.jsonl$/

/** @returns sorted; undefined where there is no such folder */
async function namesIn(connection: Connection, folder: string): Promise<string[] | undefined> {
  try {
    const entries = await connection.listDir(folder)
    return entries.filter(({type, name}) => type === 'file' && fileName.test(name)).map(({name}) => name)
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}

async function readFiles(connection: Connection, paths: readonly string[]): Promise<WaitingFile[]> {
  const contents = await connection.inspect(paths.map((path) => ({op: 'read', path, maxBytes: maxFileBytes}) as const))
  return paths.flatMap((path, at): WaitingFile[] => {
    const content = contents[at]
    // Somebody else has delivered it.
    if (content === undefined || (!content.ok && content.error.code === 'GT_NOT_FOUND')) return []
    if (!content.ok) return [{path, entries: [], odd: [], problem: content.error.message}]
    const entries: OutboxEntry[] = []
    const odd: Buffer[] = []
    for (const line of linesOf(content.value)) {
      const entry = parseEntry(line.toString())
      if (entry) entries.push(entry)
      else odd.push(line)
    }
    return [{path, entries, odd}]
  })
}

const lineFeed = Buffer.from('\n')

/** Not empty ones, the last one also where it does not end. */
function linesOf(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = []
  for (let start = 0; start < bytes.length;) {
    const end = bytes.indexOf(0x0a, start)
    const stop = end === -1 ? bytes.length : end
    if (stop > start) lines.push(bytes.subarray(start, stop))
    start = stop + 1
  }
  return lines
}

function remaining(entry: OutboxEntry, byId: ReadonlyMap<string, Settled>): OutboxEntry[] {
  const settled = byId.get(entry.id)
  if (settled === undefined) return [entry]
  const {recipients} = settled
  if (entry.kind === 'receipts' || recipients === undefined) return []
  const waiting = entry.waiting.filter((address) => !recipients.has(address))
  return waiting.length === 0 ? [] : [{...entry, waiting}]
}
