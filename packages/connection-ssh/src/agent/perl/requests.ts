import type {Space, Stat} from '@gt-town/contract'
import {entriesOf, fileTypeOf} from '../program-texts.js'
import type {AgentRequest, Answer, AgentFailure, RunRequest} from '../remote-agent.js'
import {decodeList, decodeTexts, encodeList} from './frame.js'

/** A list of operations, each a list of its name and its arguments. */
export function encodeRequests(requests: readonly AgentRequest[]): Buffer {
  return encodeList(requests.map((request) => encodeList(operationOf(request))))
}

/** A list: folder, `1` where it has input, seconds, variables (`+NAME=VALUE`, `-NAME`), argv; the last two are lists. */
export function encodeRun({argv, cwd = '', env, hasInput, timeoutSeconds}: RunRequest): Buffer {
  const variables = Object.entries(env).map(([name, value]) => (value === undefined ? `-${name}` : `+${name}=${value}`))
  return encodeList([cwd, flag(hasInput), String(timeoutSeconds), encodeList(variables), encodeList(argv)])
}

/** @param bytes a list of answers: each `v` and the value, or `e` and a failure */
export function decodeAnswers(requests: readonly AgentRequest[], bytes: Buffer): Answer[] {
  const answers = decodeList(bytes)
  return requests.map((request, index) => decodeAnswer(request.op, answers[index] ?? Buffer.alloc(0)))
}

/** @param texts code, path, text */
export function agentFailureOf([code = 'EIO', path = '', text = '']: readonly string[]): AgentFailure {
  return {code, path, text}
}

function operationOf(request: AgentRequest): (string | Uint8Array)[] {
  switch (request.op) {
    case 'read':
      return [request.op, request.path, String(request.maxBytes)]
    case 'stat':
      return [request.op, request.path, flag(request.follow)]
    case 'list':
    case 'realpath':
    case 'space':
    case 'mkdir':
    case 'mkdirAll':
      return [request.op, request.path]
    case 'write': {
      const {op, path, temporary, mode, exclusive, data} = request
      return [op, path, temporary, mode === undefined ? '' : String(mode), flag(exclusive), data]
    }
    case 'append':
      return [request.op, request.path, request.data]
    case 'rename':
      return [request.op, request.from, request.to]
    case 'remove':
      return [request.op, request.path, flag(request.recursive)]
    case 'symlink':
      return [request.op, request.target, request.path]
    case 'chmod':
      return [request.op, request.path, String(request.mode)]
  }
}

function flag(isSet: boolean): string {
  return isSet ? '1' : ''
}

function decodeAnswer(op: AgentRequest['op'], answer: Buffer): Answer {
  const rest = answer.subarray(1)
  if (answer.toString('latin1', 0, 1) !== 'v') return {failure: agentFailureOf(decodeTexts(rest))}
  switch (op) {
    case 'read':
      return {value: rest}
    case 'stat':
      return {value: decodeStat(rest.toString())}
    case 'list':
      return {value: entriesOf(decodeTexts(rest))}
    case 'realpath':
      return {value: rest.toString()}
    case 'space':
      return {value: decodeSpace(rest.toString())}
    default:
      return {value: undefined}
  }
}

function decodeStat(text: string): Stat {
  const [type = '', size, mode, seconds, links, device, node, owner, looker] = text.split(' ')
  return {
    type: fileTypeOf(type),
    size: Number(size),
    mode: Number(mode),
    mtimeMs: Number(seconds) * 1000,
    links: Number(links),
    inode: `${device}:${node}`,
    owner: Number(owner),
    isOwn: owner === looker,
  }
}

function decodeSpace(text: string): Space {
  const [totalBytes = 0, freeBytes = 0] = text.split(' ').map(Number)
  return {totalBytes, freeBytes}
}
