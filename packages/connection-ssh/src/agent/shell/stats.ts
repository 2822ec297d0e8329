import type {Stat} from '@gt-town/contract'
import {fileTypeOf} from '../program-texts.js'
import type {AgentRequest, Answer} from '../remote-agent.js'
import {missing} from './failures.js'
import {chunksOf, manyPathsText, type Asked, type ShellCommand} from './shell-command.js'

type AskedStat = Asked<AgentRequest & {op: 'stat'}>

/** Many stats by few processes. */
export function statCommands(asked: readonly AskedStat[], isAlone: boolean): ShellCommand[] {
  return [true, false].flatMap((follow) => {
    const alike = asked.filter(({request}) => request.follow === follow)
    return chunksOf(alike, isAlone).map((chunk) => ({
      text: manyPathsText(`gt_stats ${follow ? '-L' : '-P'}`, chunk),
      asked: chunk,
      decode: (output) => decode(chunk, output.toString()),
    }))
  })
}

function decode(asked: readonly AskedStat[], output: string): (Answer | undefined)[] {
  const [letters = '', ...rest] = output.split('\n')
  const lines = rest.slice(0, -1)
  // One that went away meanwhile has no line; which one that was, nobody knows.
  const isWhole = lines.length === letters.replaceAll(/[^e]/g, '').length
  return asked.map(({request: {path}}, index) => {
    const letter = letters.charAt(index)
    if (letter === 'a' || letter === 'm') return missing(letter, path)
    const line = isWhole ? lines.shift() : undefined
    if (line !== undefined) return {value: statOf(line)}
    return asked.length === 1 ? missing('m', path) : undefined
  })
}

const typeLetters: Readonly<Record<number, string>> = {0x8000: 'f', 0x4000: 'd', 0xa000: 'l'}

/** From `MODE SIZE LINKS DEVICE NODE OWNER LOOKER DATE TIME ZONE`, the mode in hexadecimal digits, the time in UTC. */
function statOf(line: string): Stat {
  const [mode = '', size, links, device, node, owner, looker, date, time = ''] = line.split(' ')
  const bits = Number.parseInt(mode, 16)
  const [clock, fraction = '0'] = time.split('.')
  const seconds = Date.parse(`${date}T${clock}Z`) / 1000
  return {
    type: fileTypeOf(typeLetters[bits & 0xf000] ?? 'o'),
    size: Number(size),
    mode: bits & 0o7777,
    mtimeMs: Number(`${seconds}.${fraction}`) * 1000,
    links: Number(links),
    inode: `${device}:${node}`,
    owner: Number(owner),
    isOwn: owner === looker,
  }
}
