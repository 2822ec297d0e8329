import {errorAnswer, valueAnswer} from './answer.js'
import type {Wanted} from './answer-all.js'
import {chunksOf, manyCommand, nameOf} from './chunks.js'
import type {Question} from './question.js'

/** Many stats by few processes. */
export function statsOf(wanted: readonly Wanted[], isAlone: boolean): Question[] {
  return ['-L', '-P'].flatMap((how) => {
    const alike = wanted.filter(({words}) => (words[1] === '1') === (how === '-L'))
    return chunksOf(alike, isAlone).map((chunk) => statsQuestion(how, chunk))
  })
}

function statsQuestion(how: string, wanted: readonly Wanted[]): Question {
  return {command: manyCommand(`gt_stats ${how}`, wanted), wanted, decode: (said) => decode(wanted, said.toString())}
}

function decode(wanted: readonly Wanted[], said: string): (Buffer | undefined)[] {
  const [letters = '', ...rest] = said.split('\n')
  const lines = rest.slice(0, -1)
  // One that went away meanwhile has no line; which one that was, nobody knows.
  const isWhole = lines.length === letters.replaceAll(/[^e]/g, '').length
  return wanted.map((one, index) => {
    const letter = letters.charAt(index)
    if (letter === 'a' || letter === 'm') return missing(letter, one)
    const line = isWhole ? lines.shift() : undefined
    if (line !== undefined) return valueAnswer(statOf(line))
    return wanted.length === 1 ? missing('m', one) : undefined
  })
}

/** @param letter `a` for denied */
export function missing(letter: string, one: Wanted): Buffer {
  return errorAnswer(letter === 'a' ? 'EACCES' : 'ENOENT', nameOf(one), '')
}

const types: Readonly<Record<number, string>> = {0x8000: 'f', 0x4000: 'd', 0xa000: 'l'}

/** From `MODE SIZE LINKS DEVICE NODE DATE TIME ZONE`, the mode in hexadecimal digits, the time in UTC. */
function statOf(line: string): string {
  const [mode = '', size, links, device, node, date, time = ''] = line.split(' ')
  const bits = Number.parseInt(mode, 16)
  const [clock, fraction = '0'] = time.split('.')
  const seconds = Date.parse(`${date}T${clock}Z`) / 1000
  return [types[bits & 0xf000] ?? 'o', size, bits & 0o7777, `${seconds}.${fraction}`, links, device, node].join(' ')
}
