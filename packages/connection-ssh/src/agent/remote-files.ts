import {
  InputOutputError,
  type DirEntry,
  type FileType,
  type GtError,
  type ReadRequest,
  type Space,
  type Stat,
} from '@gt-town/contract'
import {ExistsError, NotADirectoryError, NotAFileError, NotFoundError, TooLargeError} from '@gt-town/contract'
import {decodeList, decodeTexts, encodeList} from './frame.js'
import type {FarEnd} from './far-end.js'

/** An operation of the remote program: its name and its arguments. */
export type Operation = readonly (string | Uint8Array)[]

/** What the remote program said to one operation. */
export type Answer = {readonly value: Buffer} | {readonly error: Error & {code: string}; readonly path: string}

const defaultMaxBytes = 64 * 1024 * 1024

/**
 * Has many operations done, in one round trip.
 * @throws ConnectionLostError
 */
export async function ask(end: FarEnd, operations: readonly Operation[]): Promise<Answer[]> {
  const request = encodeList(operations.map(encodeList))
  const answer = await new Promise<Buffer>((resolve, reject) => {
    const parts: Buffer[] = []
    const stream = end.open({
      frame: (type, body) => {
        if (type === 'F') reject(new InputOutputError('the remote program', decodeTexts(body).at(-1) ?? ''))
        else parts.push(body)
        if (type === 'R') return undefined
        stream.close()
        resolve(Buffer.concat(parts))
        return undefined
      },
      lost: reject,
    })
    // It returns early when the stream is over, and then one of the two above was called.
    void stream.pour('Q', request, 'q')
  })
  return decodeList(answer).map(decodeAnswer)
}

function decodeAnswer(answer: Buffer): Answer {
  const rest = answer.subarray(1)
  if (answer.toString('latin1', 0, 1) === 'v') return {value: rest}
  const [code = 'EIO', path = '', text = ''] = decodeTexts(rest)
  return {error: systemError(code, text), path}
}

/** An error as node:fs would throw it. */
export function systemError(code: string, text: string): Error & {code: string} {
  return Object.assign(new Error(`${code}: ${text}`), {code})
}

/** What the remote program found out by itself has its own codes; undefined for an error of the system. */
export function foundOut({error, path}: {error: {code: string}; path: string}, maxBytes = 0): GtError | undefined {
  switch (error.code) {
    case 'GT_NOT_FOUND':
      return new NotFoundError(path)
    case 'GT_EXISTS':
      return new ExistsError(path)
    case 'GT_NOT_A_FILE':
      return new NotAFileError(path)
    case 'GT_NOT_A_DIRECTORY':
      return new NotADirectoryError(path)
    case 'GT_TOO_LARGE':
      return new TooLargeError(path, maxBytes)
    default:
      return undefined
  }
}

export function maxBytesOf(look: ReadRequest): number {
  return look.op === 'read' ? (look.maxBytes ?? defaultMaxBytes) : 0
}

export function operationOf(look: ReadRequest, path: string): Operation {
  if (look.op === 'read') return [look.op, path, String(maxBytesOf(look))]
  if (look.op === 'stat') return [look.op, path, look.follow === false ? '' : '1']
  return [look.op, path]
}

/** The value of a look, from the bytes of its answer. */
export function valueOf(op: ReadRequest['op'], value: Buffer): Buffer | Stat | DirEntry[] | Space | string {
  switch (op) {
    case 'read':
      return value
    case 'stat':
      return decodeStat(value.toString())
    case 'list':
      return decodeTexts(value)
        .map((entry): DirEntry => ({name: entry.slice(1), type: typeOf(entry.slice(0, 1))}))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    case 'space': {
      const [totalBytes = 0, freeBytes = 0] = value.toString().split(' ').map(Number)
      return {totalBytes, freeBytes}
    }
    case 'realpath':
      return value.toString()
  }
}

function decodeStat(text: string): Stat {
  const [type = '', size, mode, seconds, links, device, node] = text.split(' ')
  return {
    type: typeOf(type),
    size: Number(size),
    mode: Number(mode),
    mtimeMs: Number(seconds) * 1000,
    links: Number(links),
    inode: `${device}:${node}`,
  }
}

function typeOf(letter: string): FileType {
  if (letter === 'f') return 'file'
  if (letter === 'd') return 'directory'
  return letter === 'l' ? 'symlink' : 'other'
}
