import {isGtError, NotAFileError, type Connection, type Stat} from '@gt-town/contract'

/** What is read whole in one go; larger files are read as they come, so that they need no memory. */
const smallBytes = 4 * 1024 * 1024
/** Far more than a message may have. */
const maxLineBytes = 256 * 1024 * 1024
const lineFeed = 0x0a

/** A line of a file that is only ever appended to. */
export interface FileLine {
  readonly text: string
  /** without its line feed; whoever writes may write what is no text */
  readonly bytes: Buffer
  /** of its first byte */
  readonly offset: number
  /** bytes, with its line feed */
  readonly length: number
}

/**
 * Reads whole lines; what stands behind the last line feed is not finished yet, or torn, and is left out.
 * @param from offset of the first byte, which begins a line
 * @returns the offset behind the last line that was read; undefined where there is no such file
 * @throws NotAFileError for a link or whatever else is no file; PermissionDeniedError
 */
export async function readLines(
  connection: Connection,
  path: string,
  onLine: (line: FileLine) => void,
  {from = 0, signal}: {from?: number; signal?: AbortSignal | undefined} = {},
): Promise<number | undefined> {
  const stat = await fileStat(connection, path)
  if (stat === undefined) return undefined
  const splitter = new LineSplitter(from, onLine)
  if (stat.size - from <= 0) return from
  if (from === 0 && stat.size <= smallBytes) splitter.add(await connection.readFile(path, {maxBytes: 2 * smallBytes}))
  else {
    const {code, stderr} = await connection.execute(['tail', '-c', `+${from + 1}`, '--', path], {
      effect: 'read',
      timeoutMs: 0,
      idleTimeoutMs: 60_000,
      signal,
      onStdout: (chunk) => splitter.add(chunk),
    })
    if (code !== 0) throw new NotAFileError(path, {hint: stderr.toString().trim()})
  }
  return splitter.end
}

/** @returns undefined where nothing is there. @throws NotAFileError; what the connection throws */
export async function fileStat(connection: Connection, path: string): Promise<Stat | undefined> {
  const [found] = await connection.inspect([{op: 'stat', path, follow: false}])
  if (!found.ok) {
    if (isGtError(found.error, 'GT_NOT_FOUND')) return undefined
    throw found.error
  }
  if (found.value.type !== 'file') throw new NotAFileError(path)
  return found.value
}

class LineSplitter {
  #rest: Buffer[] = []
  #restBytes = 0
  #offset: number
  readonly #onLine: (line: FileLine) => void

  constructor(from: number, onLine: (line: FileLine) => void) {
    this.#offset = from
    this.#onLine = onLine
  }

  get end(): number {
    return this.#offset
  }

  add(chunk: Buffer): void {
    let start = 0
    for (;;) {
      const end = chunk.indexOf(lineFeed, start)
      if (end === -1) break
      this.#finish(chunk.subarray(start, end))
      start = end + 1
    }
    if (start === chunk.length) return
    this.#restBytes += chunk.length - start
    // No message is that long: what is not kept will be no message.
    if (this.#restBytes <= maxLineBytes) this.#rest.push(chunk.subarray(start))
  }

  #finish(last: Buffer): void {
    const length = this.#restBytes + last.length + 1
    const bytes = this.#rest.length === 0 ? last : Buffer.concat([...this.#rest, last])
    const offset = this.#offset
    this.#rest = []
    this.#restBytes = 0
    this.#offset += length
    this.#onLine({text: bytes.toString(), bytes, offset, length})
  }
}
