import {errorAnswer, valueAnswer} from './answer.js'
import type {Wanted} from './answer-all.js'
import {chunksOf, manyCommand, nameOf} from './chunks.js'
import type {Question} from './question.js'
import {missing} from './stats.js'

/** Many files by few processes. */
export function readsOf(wanted: readonly Wanted[], isAlone: boolean): Question[] {
  if (isAlone || wanted.length === 1) return wanted.map(readQuestion)
  const limits = new Set(wanted.map(mostOf))
  return [...limits].flatMap((most) => {
    const alike = wanted.filter((one) => mostOf(one) === most)
    return chunksOf(alike, false).map((chunk) => readsQuestion(most, chunk))
  })
}

function mostOf({words}: Wanted): number {
  return Number(words[1])
}

function readsQuestion(most: number, wanted: readonly Wanted[]): Question {
  return {command: manyCommand(`gt_reads ${most}`, wanted), wanted, decode: (said) => decode(most, wanted, said)}
}

/** `LETTERS⏎ SIZE⏎ … ⏎ bytes cut-… SIZE⏎ …`: the sizes of the files among them, and the bytes of those that are not too large. */
function decode(most: number, wanted: readonly Wanted[], said: Buffer): (Buffer | undefined)[] {
  const [letters, afterLetters] = lineAt(said, 0)
  const sizes: string[] = []
  let at = afterLetters
  for (;;) {
    const [line, next] = lineAt(said, at)
    at = next
    if (line === '') break
    sizes.push(line)
  }
  const cut = cutAt(said, at, sizes, most)
  return wanted.map((one, index) => {
    const letter = letters.charAt(index)
    if (letter !== 'f' && letter !== '') return refusalOf(letter, one)
    const size = sizes.shift()
    if (letter !== 'f' || !cut || size === undefined || size === '?') return undefined
    if (Number(size) > most) return refusal('GT_TOO_LARGE', one)
    return valueAnswer(cut.shift() ?? '')
  })
}

function lineAt(said: Buffer, from: number): [string, number] {
  const end = said.indexOf('\n', from)
  return end < 0 ? ['', said.length] : [said.toString('latin1', from, end), end + 1]
}

/** The contents that begin at `from`; undefined where one of the files changed its size while they were read. */
function cutAt(said: Buffer, from: number, sizes: readonly string[], most: number): Buffer[] | undefined {
  const read = sizes.filter((size) => size !== '?' && Number(size) <= most)
  const contents: Buffer[] = []
  let at = from
  for (const size of read) contents.push(said.subarray(at, (at += Number(size))))
  const rest = said.toString('latin1', at)
  const again = /^cut-[0-9a-f]{24}([\d\n]*)$/.exec(rest)?.[1]
  return again === read.map((size) => `${size}\n`).join('') ? contents : undefined
}

/** One file, however it changes: `f`, its bytes and a dot, or the letter that says why not. */
function readQuestion(one: Wanted): Question {
  const most = mostOf(one)
  return {
    command: manyCommand(`gt_read ${most}`, [one]),
    wanted: [one],
    decode: (said) => {
      const letter = said.toString('latin1', 0, 1)
      if (letter === 'f' && said.length - 2 <= most) return [wholeOf(said, one)]
      return [letter === 'f' ? refusal('GT_TOO_LARGE', one) : refusalOf(letter, one)]
    },
  }
}

function wholeOf(said: Buffer, one: Wanted): Buffer {
  return said.at(-1) === '.'.charCodeAt(0) ? valueAnswer(said.subarray(1, -1)) : refusal('EIO', one)
}

function refusalOf(letter: string, one: Wanted): Buffer {
  if (letter === 'n') return refusal('GT_NOT_A_FILE', one)
  return letter === 'x' ? refusal('GT_TOO_LARGE', one) : missing(letter, one)
}

function refusal(code: string, one: Wanted): Buffer {
  return errorAnswer(code, nameOf(one), '')
}
