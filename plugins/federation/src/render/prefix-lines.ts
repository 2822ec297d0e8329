/** A line that is longer than this is cut in two, so that no machine can fill the memory. */
const longestLine = 64 * 1024
const lineFeed = 0x0a

/**
 * Puts a prefix before each line of a stream that comes in pieces. A line is given out when it is whole, so that lines of
 * several machines do not run into each other.
 */
export function prefixLines(prefix: string): {take(chunk: Buffer): Buffer; end(): Buffer} {
  const start = Buffer.from(prefix)
  let rest = Buffer.alloc(0)
  return {
    take: (chunk) => {
      const text = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const lines: Buffer[] = []
      let from = 0
      for (let at = text.indexOf(lineFeed); at !== -1; at = text.indexOf(lineFeed, from)) {
        lines.push(start, text.subarray(from, at + 1))
        from = at + 1
      }
      rest = Buffer.from(text.subarray(from))
      if (rest.length > longestLine) {
        lines.push(start, rest, Buffer.from('\n'))
        rest = Buffer.alloc(0)
      }
      return Buffer.concat(lines)
    },
    end: () => {
      const last = rest.length === 0 ? rest : Buffer.concat([start, rest, Buffer.from('\n')])
      rest = Buffer.alloc(0)
      return last
    },
  }
}
