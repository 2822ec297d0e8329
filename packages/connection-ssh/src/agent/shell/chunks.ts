import type {Wanted} from './answer-all.js'
import {quoteWord} from './sh.js'

const mostPaths = 500
/** Of one process; what a system takes is at least 128 KiB, less the environment. */
const mostBytes = 64 * 1024

/** So many paths together as one process can be told of. */
export function chunksOf(wanted: readonly Wanted[], isAlone: boolean): Wanted[][] {
  const chunks: Wanted[][] = []
  let bytes = 0
  for (const one of wanted) {
    const size = one.words[0]?.length ?? 0
    const last = chunks.at(-1)
    bytes += size
    if (!last || isAlone || last.length >= mostPaths || bytes > mostBytes) {
      chunks.push([one])
      bytes = size
    } else last.push(one)
  }
  return chunks
}

/** A command for a function that takes many paths, and prints the token after it whatever becomes of it. */
export function manyCommand(call: string, wanted: readonly Wanted[]): string {
  const paths = wanted.map(({words}) => quoteWord(words[0] ?? '')).join(' ')
  return `( ${call} ${paths} ) </dev/null 2>/dev/null\nprintf %s "$gt_token"`
}

/** Its path, as a text for messages. */
export function nameOf({words}: Wanted): string {
  return Buffer.from(words[0] ?? '', 'latin1').toString()
}
