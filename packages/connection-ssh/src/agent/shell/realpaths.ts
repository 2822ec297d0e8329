import {errorAnswer, valueAnswer} from './answer.js'
import type {Wanted} from './answer-all.js'
import {chunksOf, manyCommand, nameOf} from './chunks.js'
import type {Question} from './question.js'

/** Many real paths by few processes, often none. */
export function realpathsOf(wanted: readonly Wanted[]): Question[] {
  return chunksOf(wanted, false).map((chunk) => ({
    command: manyCommand('gt_realpaths', chunk),
    wanted: chunk,
    decode: (said) => decode(chunk, said.toString()),
  }))
}

/** `vPATH` or `eCODE` for each, and a NUL. */
function decode(wanted: readonly Wanted[], said: string): Buffer[] {
  const parts = said.split('\0')
  return wanted.map((one, index) => {
    const part = parts[index] ?? ''
    if (part.startsWith('v')) return valueAnswer(part.slice(1))
    return errorAnswer(part.slice(1) || 'EIO', nameOf(one), 'the remote shell did not say how it went')
  })
}
