import {ExistsError, NotADirectoryError, NotAFileError, NotFoundError, TooLargeError} from '@gt-town/contract'
import type {AgentFailure} from './remote-agent.js'

/** @param maxBytes of the request that failed, where it had a limit */
export function errorOf(failure: AgentFailure, maxBytes = 0): Error {
  const {code, path} = failure
  switch (code) {
    case 'GT_NOT_FOUND':
      return new NotFoundError(path)
    case 'GT_EXISTS':
      return new ExistsError(path)
    case 'GT_NOT_A_FILE':
      return new NotAFileError(path)
    case 'GT_NOT_A_DIRECTORY':
      return new NotADirectoryError(path)
    case 'GT_TOO_LARGE':
      return new TooLargeError(path, maxBytes)
    default:
      return systemError(failure)
  }
}

/** As node:fs would throw it. */
export function systemError({code, text}: Omit<AgentFailure, 'path'>): Error & {code: string} {
  return Object.assign(new Error(`${code}: ${text}`), {code})
}
