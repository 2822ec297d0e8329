/** HMAC-SHA1 of one name under as many salts as a file has lines, as hashed names of known_hosts are (sshd(8)). */
const bytesOfBlock = 64
const [innerPad, outerPad] = [0x36363636, 0x5c5c5c5c]
/** RFC 3174, 6.1 */
const start = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)

/**
 * Finds the hashed lines that may mean a name. node:crypto takes 4 µs for each, which is half a second for the file of a big
 * company, for each machine; here the half of the work that is the salt's is done once.
 */
export class HashedNames {
  readonly #offsets: number[] = []
  readonly #firstWords: number[] = []
  readonly #salts: string[] = []
  /** ten words a line: the state after the inner block of the salt, and after the outer one */
  #states: Int32Array | undefined

  /** @param salt 20 bytes, in base64 @param hash of the name, in base64 @param offset what to call the line */
  add(salt: string, hash: string, offset: number): void {
    this.#salts.push(salt)
    this.#firstWords.push(Buffer.from(hash.slice(0, 8), 'base64').readInt32BE(0))
    this.#offsets.push(offset)
  }

  /** @returns the offsets of all lines with this name, and hardly ever of another: the first 32 bits are the same */
  matching(name: Buffer): number[] {
    const states = (this.#states ??= this.#saltStates())
    const blocks = paddedBlocks(name)
    const words = new Int32Array(80)
    const inner = new Int32Array(5)
    const outer = new Int32Array(5)
    return this.#offsets.filter((_offset, line) => {
      let from = states
      let at = line * 10
      for (const block of blocks) {
        words.set(block)
        compress(words, from, at, inner, 0)
        from = inner
        at = 0
      }
      words.fill(0, 5, 16)
      words.set(inner)
      words[5] = 0x80000000
      words[15] = (bytesOfBlock + 20) * 8
      compress(words, states, line * 10 + 5, outer, 0)
      return outer[0] === this.#firstWords[line]
    })
  }

  #saltStates(): Int32Array {
    const states = new Int32Array(this.#salts.length * 10)
    const words = new Int32Array(80)
    const salt = Buffer.alloc(20)
    this.#salts.forEach((text, line) => {
      salt.write(text, 'base64')
      for (const [index, pad] of [innerPad, outerPad].entries()) {
        for (let word = 0; word < 16; word++) words[word] = (word < 5 ? salt.readInt32BE(word * 4) : 0) ^ pad
        compress(words, start, 0, states, line * 10 + index * 5)
      }
    })
    return states
  }
}

/** The message after one block of the key, filled up as RFC 3174, 4 says: sixteen words each. */
function paddedBlocks(message: Buffer): Int32Array[] {
  const length = Math.ceil((message.length + 9) / bytesOfBlock) * bytesOfBlock
  const padded = Buffer.alloc(length)
  message.copy(padded)
  padded[message.length] = 0x80
  padded.writeUInt32BE((bytesOfBlock + message.length) * 8, length - 4)
  return Array.from({length: length / bytesOfBlock}, (_none, block) =>
    Int32Array.from({length: 16}, (_word, word) => padded.readInt32BE(block * bytesOfBlock + word * 4)),
  )
}

/**
 * One block of SHA-1 (RFC 3174, 6.1), in four loops: one for all is three times as slow.
 * @param w sixteen words of the block; the rest is room
 * @param from five words at `at`, as `to` at `out`
 */
function compress(w: Int32Array, from: Int32Array, at: number, to: Int32Array, out: number): void {
  for (let t = 16; t < 80; t++) {
    const x = wordOf(w, t - 3) ^ wordOf(w, t - 8) ^ wordOf(w, t - 14) ^ wordOf(w, t - 16)
    w[t] = (x << 1) | (x >>> 31)
  }
  const [a0, b0, c0, d0, e0] = [
    wordOf(from, at),
    wordOf(from, at + 1),
    wordOf(from, at + 2),
    wordOf(from, at + 3),
    wordOf(from, at + 4),
  ]
  let a = a0
  let b = b0
  let c = c0
  let d = d0
  let e = e0
  let next = 0
  for (let t = 0; t < 20; t++) {
    next = (((a << 5) | (a >>> 27)) + ((b & c) | (~b & d)) + e + wordOf(w, t) + 0x5a827999) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  for (let t = 20; t < 40; t++) {
    next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + wordOf(w, t) + 0x6ed9eba1) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  for (let t = 40; t < 60; t++) {
    next = (((a << 5) | (a >>> 27)) + ((b & c) | (b & d) | (c & d)) + e + wordOf(w, t) + 0x8f1bbcdc) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  for (let t = 60; t < 80; t++) {
    next = (((a << 5) | (a >>> 27)) + (b ^ c ^ d) + e + wordOf(w, t) + 0xca62c1d6) | 0
    e = d
    d = c
    c = (b << 30) | (b >>> 2)
    b = a
    a = next
  }
  to[out] = (a0 + a) | 0
  to[out + 1] = (b0 + b) | 0
  to[out + 2] = (c0 + c) | 0
  to[out + 3] = (d0 + d) | 0
  to[out + 4] = (e0 + e) | 0
}

function wordOf(words: Int32Array, index: number): number {
  return words[index] as number
}
