import type {Space} from '@gt-town/contract'
import {quoteWord} from '@gt-town/text'
import {entriesOf} from '../program-texts.js'
import type {AgentRequest, Answer} from '../remote-agent.js'
import {failed, failureIn, unknownOutcome} from './failures.js'
import {printBytes} from './sh.js'
import type {Asked, ShellCommand} from './shell-command.js'

/** A change, or a read for which there is nothing better than a call for each. */
type SingleRequest = Exclude<AgentRequest, {op: 'read' | 'stat' | 'realpath'}>

export function isSingle(one: Asked): one is Asked<SingleRequest> {
  return !['read', 'stat', 'realpath'].includes(one.request.op)
}

/** One request, by a function of its own. */
export function singleCommand(one: Asked<SingleRequest>): ShellCommand {
  return {text: textOf(one.request), asked: [one], decode: (output) => [decode(one.request.op, output)]}
}

function textOf(request: SingleRequest): string {
  switch (request.op) {
    case 'list':
    case 'space':
    case 'mkdir':
      return call(`gt_${request.op}`, request.path)
    case 'mkdirAll':
      return call('gt_mkdirall', request.path)
    case 'write': {
      const {path, temporary, mode, exclusive, data} = request
      return callWithData(data, 'gt_write', path, temporary, mode === undefined ? '' : octal(mode), flag(exclusive))
    }
    case 'append':
      return callWithData(request.data, 'gt_append', request.path)
    case 'rename':
      return call('gt_rename', request.from, request.to)
    case 'remove':
      return call('gt_remove', request.path, flag(request.recursive))
    case 'symlink':
      return call('gt_symlink', request.target, request.path)
    case 'chmod':
      return call('gt_chmod', request.path, octal(request.mode))
  }
}

function call(name: string, ...args: string[]): string {
  return ['gt_answer', name, ...args.map(quoteWord)].join(' ')
}

/** What gt_data prints is written. */
function callWithData(data: string | Uint8Array, name: string, ...args: string[]): string {
  const bytes = Buffer.from(data)
  return `gt_data() {\n${printBytes(bytes)}\n}\n${call(name, ...args, String(bytes.length))}\nunset -f gt_data`
}

function flag(isSet: boolean): string {
  return isSet ? '1' : ''
}

/** Five digits: with fewer, chmod leaves some bits of a folder as they are. */
function octal(mode: number): string {
  return mode.toString(8).padStart(5, '0')
}

/** What went well ends with a `v`. */
function decode(op: SingleRequest['op'], output: Buffer): Answer {
  if (output.toString('latin1', output.length - 1) !== 'v') return {failure: failureIn(output)}
  const text = (): string => output.toString('utf8', 0, output.length - 1)
  if (op === 'list') return {value: entriesOf(text().split('/').slice(0, -1))}
  if (op !== 'space') return {value: undefined}
  const value = spaceOf(text())
  return value ? {value} : failed('EIO', '', unknownOutcome)
}

/** `NAME BLOCKS USED AVAILABLE CAPACITY MOUNTED`, in KiB; the first and the last may hold blanks. */
function spaceOf(text: string): Space | undefined {
  const [, total, free] = /\s(\d+)\s+\d+\s+(-?\d+)\s+\S+\s+\/[^\n]*\n?$/.exec(text) ?? []
  if (total === undefined) return undefined
  return {totalBytes: Number(total) * 1024, freeBytes: Math.max(0, Number(free)) * 1024}
}
