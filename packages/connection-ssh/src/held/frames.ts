/**
 * What gt and a holder say to each other: u32 length of all that follows, u32 stream, one byte that says what it is, bytes.
 * Numbers are big-endian. A document is JSON; what goes through a command is as it is.
 */
export interface HolderFrame {
  readonly stream: number
  readonly kind: FrameKind
  readonly payload: Buffer
}

/** Those of gt, then those of the holder, which answers `ready` or `refused` to the target that comes first. */
export type FrameKind = keyof typeof letters

const letters = {
  target: 'T',
  open: 'o',
  stdin: 'i',
  stdinEnd: 'I',
  /** so many bytes of stdout or stderr were taken: u32 */
  tookStdout: 'a',
  tookStderr: 'b',
  abandon: 'k',
  answer: 'p',
  askSignals: 'S',
  keepFor: 'H',
  disconnect: 'D',
  ready: 'R',
  refused: 'N',
  started: 's',
  failed: 'f',
  stdout: '1',
  stderr: '2',
  stdoutEnd: '3',
  stderrEnd: '4',
  tookStdin: 'c',
  exit: 'x',
  question: 'q',
  withdrawn: 'w',
  signals: 'g',
  up: 'u',
  done: 'd',
} as const

const kinds = new Map(Object.entries(letters).map(([kind, letter]) => [letter as string, kind as FrameKind]))
const headBytes = 9
/** Larger ones are none of ours. */
const largestBytes = 4 * 1024 * 1024

export function frame(kind: FrameKind, stream: number, payload: Buffer | object | number = Buffer.alloc(0)): Buffer {
  const body = Buffer.isBuffer(payload)
    ? payload
    : typeof payload === 'number'
      ? numberBytes(payload)
      : Buffer.from(JSON.stringify(payload))
  const head = Buffer.alloc(headBytes)
  head.writeUInt32BE(body.length + headBytes - 4, 0)
  head.writeUInt32BE(stream, 4)
  head.write(letters[kind], 8, 'latin1')
  return Buffer.concat([head, body])
}

/** @throws SyntaxError */
export function payloadDocument(payload: Buffer): Readonly<Record<string, unknown>> {
  return JSON.parse(payload.toString()) as Readonly<Record<string, unknown>>
}

export function numberOf(payload: Buffer): number {
  return payload.readUInt32BE(0)
}

/** Puts frames together again from chunks of any size. */
export class HolderFrameReader {
  #rest: Buffer = Buffer.alloc(0)

  /** @throws Error for what is no frame of ours */
  read(chunk: Buffer): HolderFrame[] {
    let rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk])
    const frames: HolderFrame[] = []
    while (rest.length >= headBytes) {
      const end = rest.readUInt32BE(0) + 4
      const kind = kinds.get(rest.toString('latin1', 8, 9))
      if (end > largestBytes || end < headBytes || kind === undefined)
        throw new Error('it does not speak as a holder does')
      if (rest.length < end) break
      frames.push({stream: rest.readUInt32BE(4), kind, payload: rest.subarray(headBytes, end)})
      rest = rest.subarray(end)
    }
    this.#rest = rest
    return frames
  }
}

function numberBytes(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
