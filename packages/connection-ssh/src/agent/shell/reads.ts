import type {AgentRequest, Answer} from '../remote-agent.js'
import {failed, missing} from './failures.js'
import {chunksOf, manyPathsText, type Asked, type ShellCommand} from './shell-command.js'

type AskedRead = Asked<AgentRequest & {op: 'read'}>

/** Many files by few processes. */
export function readCommands(asked: readonly AskedRead[], isAlone: boolean): ShellCommand[] {
  if (isAlone || asked.length === 1) return asked.map(aloneCommand)
  const limits = new Set(asked.map(({request}) => request.maxBytes))
  return [...limits].flatMap((maxBytes) => {
    const alike = asked.filter(({request}) => request.maxBytes === maxBytes)
    return chunksOf(alike, false).map((chunk) => ({
      text: manyPathsText(`gt_reads ${maxBytes}`, chunk),
      asked: chunk,
      decode: (output) => decode(maxBytes, chunk, output),
    }))
  })
}

/** `LETTERS⏎ SIZE⏎ … ⏎ bytes cut-… SIZE⏎ …`: the sizes of the files among them, and the bytes of those that are not too large. */
function decode(maxBytes: number, asked: readonly AskedRead[], output: Buffer): (Answer | undefined)[] {
  const [letters, afterLetters] = lineAt(output, 0)
  const sizes: string[] = []
  let at = afterLetters
  for (;;) {
    const [line, next] = lineAt(output, at)
    at = next
    if (line === '') break
    sizes.push(line)
  }
  const contents = contentsFrom(output, at, sizes, maxBytes)
  return asked.map(({request: {path}}, index) => {
    const letter = letters.charAt(index)
    if (letter !== 'f' && letter !== '') return refusal(letter, path)
    const size = sizes.shift()
    if (letter !== 'f' || !contents || size === undefined || size === '?') return undefined
    if (Number(size) > maxBytes) return failed('GT_TOO_LARGE', path)
    return {value: contents.shift() ?? Buffer.alloc(0)}
  })
}

function lineAt(output: Buffer, from: number): [string, number] {
  const end = output.indexOf('\n', from)
  return end < 0 ? ['', output.length] : [output.toString('latin1', from, end), end + 1]
}

/** Undefined where one of the files changed its size while they were read. */
function contentsFrom(output: Buffer, from: number, sizes: readonly string[], maxBytes: number): Buffer[] | undefined {
  const read = sizes.filter((size) => size !== '?' && Number(size) <= maxBytes)
  const contents: Buffer[] = []
  let at = from
  for (const size of read) contents.push(output.subarray(at, (at += Number(size))))
  const rest = output.toString('latin1', at)
  const again = /^cut-[0-9a-f]{24}([\d\n]*)$/.exec(rest)?.[1]
  return again === read.map((size) => `${size}\n`).join('') ? contents : undefined
}

/** One file, however it changes: `f`, its bytes and a dot, or the letter that says why not. */
function aloneCommand(one: AskedRead): ShellCommand {
  const {path, maxBytes} = one.request
  return {
    text: manyPathsText(`gt_read ${maxBytes}`, [one]),
    asked: [one],
    decode: (output) => {
      const letter = output.toString('latin1', 0, 1)
      if (letter !== 'f') return [refusal(letter, path)]
      if (output.length - 2 > maxBytes) return [failed('GT_TOO_LARGE', path)]
      const isWhole = output.at(-1) === '.'.charCodeAt(0)
      return [isWhole ? {value: output.subarray(1, -1)} : failed('EIO', path)]
    },
  }
}

function refusal(letter: string, path: string): Answer {
  if (letter === 'n') return failed('GT_NOT_A_FILE', path)
  return letter === 'x' ? failed('GT_TOO_LARGE', path) : missing(letter, path)
}
