import {UsageError} from '@gt-town/contract'

const maxBytes = 253

/**
 * Checks a host name, an address or an alias of ~/.ssh/config; it becomes an argument of ssh, a name in known_hosts and a
 * part of whatever a ProxyCommand makes of it.
 * @returns the host, unchanged
 * @throws UsageError `GT_HOST_INVALID`, with the rule that is broken
 */
export function parseHost(host: string): string {
  const problem = hostProblem(host)
  if (problem === undefined) return host
  throw new UsageError('GT_HOST_INVALID', `${JSON.stringify(host.slice(0, 80))} is not a host: ${problem}`, {
    hint: 'use a host name, an address or an alias of ~/.ssh/config, such as west.example.com',
  })
}

/**
 * Checks the name of an account on another machine, for ssh's `-l`.
 * @returns the name, unchanged
 * @throws UsageError `GT_USER_INVALID`
 */
export function parseUser(user: string): string {
  const problem = wordProblem(user) ?? (user.endsWith('\\') ? '"\\" is not allowed at its end' : undefined)
  if (problem === undefined) return user
  throw new UsageError('GT_USER_INVALID', `${JSON.stringify(user.slice(0, 80))} is not a user: ${problem}`, {
    hint: 'use the name of the account there, such as "deploy"',
  })
}

function hostProblem(host: string): string | undefined {
  if (/^[^:@/]+:\d+$/.test(host)) return 'the port goes apart from it, as --port'
  if (/^[^@]+@[^@]+$/.test(host)) return 'the user goes apart from it, as --user'
  if (/^\[[\da-f:.%]+\]$/i.test(host)) return 'an address of IPv6 is written without brackets'
  if (/^ssh:\/\//i.test(host)) return 'the name alone is wanted, without ssh://'
  const wrong = /[\\,*?!#@/[\]|]/.exec(host)
  if (wrong) return `${JSON.stringify(wrong[0])} is not allowed`
  return wordProblem(host)
}

/** What OpenSSH refuses in a host or a user on its command line, since a shell may get to read it. */
function wordProblem(text: string): string | undefined {
  if (text === '') return 'it is empty'
  if (text.startsWith('-')) return 'it must not start with "-"'
  if (/[\s\p{C}]/u.test(text)) return 'blanks and control characters are not allowed'
  const wrong = /['"`$;&<>|(){}]/.exec(text)
  if (wrong) return `${wrong[0] === '"' ? "'\"'" : `"${wrong[0]}"`} is not allowed`
  return new TextEncoder().encode(text).length > maxBytes ? `it is longer than ${maxBytes} bytes` : undefined
}
