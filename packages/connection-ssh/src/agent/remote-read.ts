import {absolutePath} from '@gt-town/connection'
import {isGtError, type Outcome, type ReadRequest, type ReadValue} from '@gt-town/contract'
import {readError} from '@gt-town/connection-local'
import {errorOf} from './failure.js'
import type {AgentReadRequest, Answer} from './remote-agent.js'

const defaultMaxBytes = 64 * 1024 * 1024

/** What to ask the agent; of a path that cannot be used the outcome is known without it. */
export function agentRequestOf(request: ReadRequest): AgentReadRequest | Outcome<never> {
  try {
    const path = absolutePath(request.path)
    if (request.op === 'read') return {op: 'read', path, maxBytes: request.maxBytes ?? defaultMaxBytes}
    return request.op === 'stat' ? {op: 'stat', path, follow: request.follow ?? true} : {op: request.op, path}
  } catch (error) {
    if (isGtError(error)) return {ok: false, error}
    throw error
  }
}

export function outcomeOf(request: AgentReadRequest, answer: Answer | undefined): Outcome<ReadValue<ReadRequest>> {
  if (answer && 'value' in answer && answer.value !== undefined) return {ok: true, value: answer.value}
  const failure = answer && 'failure' in answer ? answer.failure : {code: 'EIO', path: request.path, text: 'no answer'}
  const maxBytes = request.op === 'read' ? request.maxBytes : 0
  return {ok: false, error: readError(errorOf(failure, maxBytes), request.path)}
}
