import {quoteWord} from '@gt-town/text'
import type {AgentRequest, Answer} from '../remote-agent.js'

/** A request and where its answer belongs. */
export interface Asked<R extends AgentRequest = AgentRequest> {
  readonly at: number
  readonly request: R
}

/** A command for a shell, and what it answers. */
export interface ShellCommand<R extends AgentRequest = AgentRequest> {
  /** prints the token at its end */
  readonly text: string
  readonly asked: readonly Asked<R>[]
  /** the answer to each of them; undefined for one that must be asked alone */
  readonly decode: (output: Buffer) => readonly (Answer | undefined)[]
}

type PathRequest = AgentRequest & {readonly path: string}

const mostPaths = 500
/** Of one process; what a system takes is at least 128 KiB, less the environment. */
const mostBytes = 64 * 1024

/** So many paths together as one process can be told of. */
export function chunksOf<R extends PathRequest>(asked: readonly Asked<R>[], isAlone: boolean): Asked<R>[][] {
  const chunks: Asked<R>[][] = []
  let bytes = 0
  for (const one of asked) {
    const size = Buffer.byteLength(one.request.path)
    const last = chunks.at(-1)
    bytes += size
    if (!last || isAlone || last.length >= mostPaths || bytes > mostBytes) {
      chunks.push([one])
      bytes = size
    } else last.push(one)
  }
  return chunks
}

/** For a function that takes many paths; prints the token after it whatever becomes of it. */
export function manyPathsText(call: string, asked: readonly Asked<PathRequest>[]): string {
  const paths = asked.map(({request}) => quoteWord(request.path)).join(' ')
  return `( ${call} ${paths} ) </dev/null 2>/dev/null\nprintf %s "$gt_token"`
}
