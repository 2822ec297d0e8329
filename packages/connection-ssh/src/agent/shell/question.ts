import {encodeList} from '../frame.js'
import {refusalIn, valueAnswer} from './answer.js'
import type {Wanted} from './answer-all.js'
import {printBytes, quoteWord} from './sh.js'

/** A command and the operations that it does. */
export interface Question {
  /** each character is a byte; prints the token at its end */
  readonly command: string
  readonly wanted: readonly Wanted[]
  /** the answer to each of them; undefined for one that must be asked about alone */
  readonly decode: (said: Buffer) => readonly (Buffer | undefined)[]
}

/** One operation, by a function of the scripts of its own: a change, or a look for which there is nothing better. */
export function questionOf(wanted: Wanted): Question {
  return {command: commandOf(wanted), wanted: [wanted], decode: (said) => [decode(wanted.name, said)]}
}

function commandOf({name, words, data}: Wanted): string {
  const call = (...args: string[]): string => ['gt_answer', `gt_${name}`, ...args.map(quoteWord)].join(' ')
  const withData = (...args: string[]): string =>
    `gt_data() {\n${printBytes(data)}\n}\n${call(...args, String(data.length))}\nunset -f gt_data`
  const [path = '', temporary = '', mode = '', exclusive = ''] = words
  if (name === 'write') return withData(path, temporary, mode === '' ? '' : octal(mode), exclusive)
  if (name === 'append') return withData(path)
  // Five digits: with fewer, chmod leaves some bits of a folder as they are.
  return name === 'chmod' ? call(path, octal(temporary)) : call(...words)
}

function octal(mode: string): string {
  return Number(mode).toString(8).padStart(5, '0')
}

/** What went well ends with a `v`. */
function decode(name: string, said: Buffer): Buffer {
  if (said.toString('latin1', said.length - 1) !== 'v') return refusalIn(said)
  const value = said.subarray(0, -1)
  if (name === 'list') return valueAnswer(encodeList(value.toString().split('/').slice(0, -1)))
  return name === 'space' ? spaceAnswer(value.toString()) : valueAnswer(value)
}

/** `NAME BLOCKS USED AVAILABLE CAPACITY MOUNTED`, in KiB; the first and the last may hold blanks. */
function spaceAnswer(text: string): Buffer {
  const [, total, free] = /\s(\d+)\s+\d+\s+(-?\d+)\s+\S+\s+\/[^\n]*\n?$/.exec(text) ?? []
  if (total === undefined) return refusalIn(Buffer.alloc(0))
  return valueAnswer(`${Number(total) * 1024} ${Math.max(0, Number(free)) * 1024}`)
}
