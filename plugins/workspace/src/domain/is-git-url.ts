import {isGtError} from '@gt-town/contract'
import {parseGitUrl} from './git-url.js'

/** Whether gt would clone from this as it stands, which a relative path is not. */
export function isGitUrl(text: string): boolean {
  try {
    return parseGitUrl(text, () => '/') === text || text.startsWith('/')
  } catch (error) {
    if (isGtError(error, 'GT_GIT_URL_INVALID')) return false
    throw error
  }
}
