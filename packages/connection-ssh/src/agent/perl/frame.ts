/**
 * Messages of the remote agent: 4 bytes length, 4 bytes stream, 1 byte type, then the body; numbers big-endian, the
 * length counts what follows it. A list in a body is each item with 4 bytes of length before it.
 */
export interface Frame {
  readonly stream: number
  readonly type: string
  readonly body: Buffer
}

const headBytes = 9

export function encodeFrame(stream: number, type: string, body: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(headBytes + body.length)
  frame.writeUInt32BE(body.length + 5, 0)
  frame.writeUInt32BE(stream, 4)
  frame.write(type, 8, 'latin1')
  frame.set(body, headBytes)
  return frame
}

/** Puts messages together again from chunks of any size. */
export class FrameReader {
  #kept: Buffer[] = []
  #size = 0

  /** @returns the messages that are whole now */
  take(chunk: Buffer): Frame[] {
    this.#kept.push(chunk)
    this.#size += chunk.length
    const frames: Frame[] = []
    for (;;) {
      const length = this.#length()
      if (length === undefined || this.#size < length + 4) return frames
      const whole = this.#joined()
      frames.push({
        stream: whole.readUInt32BE(4),
        type: whole.toString('latin1', 8, headBytes),
        body: whole.subarray(headBytes, length + 4),
      })
      this.#kept = [whole.subarray(length + 4)]
      this.#size -= length + 4
    }
  }

  #length(): number | undefined {
    if (this.#size < headBytes) return undefined
    const [first] = this.#kept
    return (first && first.length >= 4 ? first : this.#joined()).readUInt32BE(0)
  }

  #joined(): Buffer {
    const [first, ...more] = this.#kept
    const whole = first && more.length === 0 ? first : Buffer.concat(this.#kept)
    this.#kept = [whole]
    return whole
  }
}

export function encodeList(items: readonly (string | Uint8Array)[]): Buffer {
  const parts = items.flatMap((item) => {
    const bytes = typeof item === 'string' ? Buffer.from(item) : item
    const length = Buffer.allocUnsafe(4)
    length.writeUInt32BE(bytes.length)
    return [length, bytes]
  })
  return Buffer.concat(parts)
}

export function decodeList(bytes: Buffer): Buffer[] {
  const items: Buffer[] = []
  for (let at = 0; at + 4 <= bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at)
    items.push(bytes.subarray(at + 4, end))
    at = end
  }
  return items
}

/** A list of texts, such as what an error is made of. */
export function decodeTexts(bytes: Buffer): string[] {
  return decodeList(bytes).map((item) => item.toString())
}
