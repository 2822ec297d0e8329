import type {AgentRequest, Answer} from '../remote-agent.js'
import {failed, unknownOutcome} from './failures.js'
import {chunksOf, manyPathsText, type Asked, type ShellCommand} from './shell-command.js'

type Realpath = Asked<AgentRequest & {op: 'realpath'}>

/** Many real paths by few processes, often none. */
export function realpathCommands(asked: readonly Realpath[]): ShellCommand[] {
  return chunksOf(asked, false).map((chunk) => ({
    text: manyPathsText('gt_realpaths', chunk),
    asked: chunk,
    decode: (output) => decode(chunk, output.toString()),
  }))
}

/** `vPATH` or `eCODE` for each, and a NUL. */
function decode(asked: readonly Realpath[], output: string): Answer[] {
  const parts = output.split('\0')
  return asked.map(({request}, index) => {
    const part = parts[index] ?? ''
    if (part.startsWith('v')) return {value: part.slice(1)}
    return failed(part.slice(1) || 'EIO', request.path, unknownOutcome)
  })
}
