import {resolve} from 'node:path'
import {isGtError, UsageError} from '@gt-town/contract'

const schemes = ['https', 'http', 'ssh', 'git', 'file', 'git+ssh', 'ssh+git']
const secretUser = /^(gh[oprsu]_|github_pat_|glpat-|x-oauth-basic$)/

/**
 * Checks where a rig comes from: what git takes as a URL, or the path of a repository on this machine.
 * @param from a relative path is taken from this folder, which is asked for only then: it may be gone
 * @returns the URL unchanged, a path made absolute
 * @throws UsageError `GT_GIT_URL_INVALID` before anything runs: options, commands and secrets are no URLs
 */
export function parseGitUrl(text: string, from: () => string): string {
  if (text.trim() === '') throw invalid(text, 'it is empty')
  if (/\p{Cc}/u.test(text)) throw invalid(text, 'it has a control character')
  if (text.startsWith('-')) throw invalid(text, 'it looks like an option')
  if (/^[A-Za-z0-9.+-]+::/.test(text)) throw invalid(text, 'git would start a helper program for it')
  const scheme = /^([A-Za-z][A-Za-z0-9.+-]*):\/\/(.*)$/.exec(text)
  if (scheme) return checkUrl(text, (scheme[1] ?? '').toLowerCase(), scheme[2] ?? '')
  if (isScpLike(text)) return checkScpLike(text)
  return text.startsWith('/') ? resolve(text) : resolve(from(), text)
}

/** Whether gt would clone from this as it stands, which a relative path is not. */
export function isGitUrl(text: string): boolean {
  try {
    return parseGitUrl(text, () => '/') === text || text.startsWith('/')
  } catch (error) {
    if (isGtError(error, 'GT_GIT_URL_INVALID')) return false
    throw error
  }
}

/** A path of this machine, as `parseGitUrl` returns it, as against a URL. */
export function isLocalPath(url: string): boolean {
  return url.startsWith('/')
}

function checkUrl(text: string, scheme: string, rest: string): string {
  if (!schemes.includes(scheme)) throw invalid(text, `gt does not know ${scheme}://`)
  // git decodes a URL before it uses it: what is hidden behind %2D counts.
  const decoded = decode(rest)
  if (decoded === undefined || /\p{Cc}/u.test(decoded)) throw invalid(text, 'it has a control character')
  if (scheme === 'file') {
    if (!decoded.startsWith('/')) throw invalid(text, 'the path after file:// must begin with a slash')
    return text
  }
  const authority = rest.split('/', 1)[0] ?? ''
  const at = authority.lastIndexOf('@')
  const user = at === -1 ? undefined : (decode(authority.slice(0, at)) ?? '')
  const host = decode(authority.slice(at + 1)) ?? ''
  if (user !== undefined) checkUser(text, user, scheme.startsWith('http'))
  checkHost(text, host)
  if (!/^(\[[0-9A-Fa-f:.%]+\]|[^:[\]]+)(:\d*)?$/.test(host)) throw invalid(text, 'its port is not a number')
  if (/^\/*$/.test(rest.slice(authority.length))) throw invalid(text, 'it has no path to a repository')
  return text
}

/** git's own rule: a colon before any slash, such as `git@example.com:team/app.git` */
function isScpLike(text: string): boolean {
  const colon = text.startsWith('[') ? text.indexOf(']:') : text.indexOf(':')
  const slash = text.indexOf('/')
  return colon !== -1 && (slash === -1 || colon < slash)
}

function checkScpLike(text: string): string {
  const match = /^(?:([^@:[\]]*)@)?(\[[^\]]*\]|[^:[\]]*):(.*)$/.exec(text)
  if (!match) throw invalid(text, 'it is neither a URL nor host:path')
  const [, user, host = '', path = ''] = match
  if (user !== undefined) checkUser(text, user, false)
  checkHost(text, host.replace(/^\[(.*)\]$/, '$1'), host.startsWith('['))
  if (path === '') throw invalid(text, 'it has no path to a repository')
  if (path.startsWith('-')) throw invalid(text, 'its path looks like an option')
  return text
}

function checkUser(text: string, user: string, web: boolean): void {
  if (user.startsWith('-')) throw invalid(text, 'its user looks like an option')
  // No secret is ever stored, and a URL is stored in four files and shown in messages.
  if (user.includes(':') || (web && secretUser.test(user))) {
    throw new UsageError('GT_GIT_URL_INVALID', 'the URL holds a password or token, and gt stores no secrets', {
      hint: 'leave it out and let git ask a credential helper for it: git help credentials',
    })
  }
}

function checkHost(text: string, host: string, isBracketed = false): void {
  if (host === '' || (host.startsWith(':') && !isBracketed)) throw invalid(text, 'it has no host')
  if (host.startsWith('-')) throw invalid(text, 'its host looks like an option')
  if (/\s/.test(host)) throw invalid(text, 'its host has a blank')
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

function invalid(text: string, problem: string): UsageError {
  const shown = JSON.stringify(text.slice(0, 200).replace(/\/\/[^/@]*:[^/@]*@/, '//...@'))
  return new UsageError('GT_GIT_URL_INVALID', `${shown} is not a git URL: ${problem}`, {
    hint: 'give a URL such as https://example.com/app.git or git@example.com:app.git, or the path of a repository',
  })
}
