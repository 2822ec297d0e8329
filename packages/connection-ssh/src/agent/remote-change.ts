import {randomBytes} from 'node:crypto'
import {absolutePath, refuseLinkTarget, temporaryBytes, temporaryPath, type ChangeRequest} from '@gt-town/connection'
import type {AgentChangeRequest} from './remote-agent.js'

/** What the agent is asked to do, with defaults filled in. @throws PathInvalidError */
export function agentChangeOf(request: ChangeRequest): AgentChangeRequest {
  if (request.op === 'rename') return {op: 'rename', from: absolutePath(request.from), to: absolutePath(request.to)}
  if (request.op === 'symlink') refuseLinkTarget(request.target)
  const path = absolutePath(request.path)
  switch (request.op) {
    case 'write': {
      const {mode, exclusive = false} = request.options ?? {}
      const temporary = temporaryPath(path, randomBytes(temporaryBytes))
      return {op: 'write', path, temporary, mode, exclusive, data: request.data}
    }
    case 'remove':
      return {op: 'remove', path, recursive: request.options?.recursive ?? false}
    default:
      return {...request, path}
  }
}
