import {UsageError} from '@gt-town/contract'

/**
 * Checks a branch name by git's own rules (`git check-ref-format --branch`), without shorthands such as `@{-1}`.
 * @throws UsageError `GT_BRANCH_INVALID`
 */
export function parseBranchName(name: string): string {
  const problem = branchProblem(name)
  if (problem === undefined) return name
  throw new UsageError('GT_BRANCH_INVALID', `${JSON.stringify(name.slice(0, 80))} cannot name a branch: ${problem}`, {
    hint: 'use a name such as main or feature/login',
  })
}

function branchProblem(name: string): string | undefined {
  if (name === '') return 'it is empty'
  if (name.startsWith('-')) return 'it looks like an option'
  if (name === '@' || name === 'HEAD') return 'git uses this word for the current commit'
  if (name.startsWith('refs/')) return 'leave out refs/heads/'
  if (/[\p{Cc} ~^:?*[\\]/u.test(name)) return 'blanks, control characters and ~ ^ : ? * [ \\ are not allowed'
  if (name.includes('..') || name.includes('@{')) return '.. and @{ are not allowed'
  if (name.endsWith('.')) return 'it ends with a dot'
  const parts = name.split('/')
  if (parts.some((part) => part === '')) return 'it has an empty part between slashes'
  if (parts.some((part) => part.startsWith('.') || part.endsWith('.lock')))
    return 'a part starts with . or ends with .lock'
  if (new TextEncoder().encode(name).length > 200) return 'it is longer than 200 bytes'
  return undefined
}
