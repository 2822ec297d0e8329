import {createHmac} from 'node:crypto'

const hashed = /^\|1\|([A-Za-z0-9+/=]+)\|[A-Za-z0-9+/=]+$/
const saltBytes = 20

/** What a machine is called in known_hosts: a port other than 22 belongs to the name. */
export function hostKeyName(host: string, port = 22): string {
  return port === 22 ? lowerCase(host) : `[${lowerCase(host)}]:${port}`
}

/** `[host]:port` without the port; undefined where it has none. */
export function withoutPort(name: string): string | undefined {
  return /^\[(.+)\]:\d+$/.exec(name)?.[1]
}

/**
 * Whether the first field of a line means this name: comma-separated patterns with `*` and `?`, of which one that starts
 * with `!` and matches rules the line out, or one hashed name (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT).
 * @param name as `hostKeyName` gives it
 */
export function namesMatch(names: string, name: string): boolean {
  const bytes = bytesOf(name)
  if (names.startsWith('|')) return hashOf(names, bytes) === names
  let found = false
  for (const pattern of names.split(',')) {
    const isNegated = pattern.startsWith('!')
    if (!patternMatches(lowerCase(isNegated ? pattern.slice(1) : pattern), bytes)) continue
    if (isNegated) return false
    found = true
  }
  return found
}

/** Whether a field that starts with `|` is a hashed name at all. */
export function isHashedName(names: string): boolean {
  return saltOf(names) !== undefined
}

/**
 * The field without this name, in whatever case it stands there, and with an exception where a pattern means it too.
 * @returns undefined where nothing else is left to match
 */
export function namesWithout(names: string, name: string): string | undefined {
  if (names.startsWith('|')) return namesMatch(names, name) ? undefined : names
  const left = names.split(',').filter((pattern) => lowerCase(pattern) !== bytesOf(name))
  if (!left.some((pattern) => pattern !== '' && !pattern.startsWith('!'))) return undefined
  return namesMatch(left.join(','), name) ? [...left, `!${name}`].join(',') : left.join(',')
}

/** The same field for `name`, with the salt of this one: HMAC-SHA1 of the name. */
function hashOf(names: string, bytes: string): string | undefined {
  const salt = saltOf(names)
  if (!salt) return undefined
  const hash = createHmac('sha1', salt).update(bytes, 'latin1').digest('base64')
  return `|1|${salt.toString('base64')}|${hash}`
}

function saltOf(names: string): Buffer | undefined {
  const salt = Buffer.from(hashed.exec(names)?.[1] ?? '', 'base64')
  return salt.length === saltBytes ? salt : undefined
}

/** Steps back to the last `*` only, so that no pattern takes longer than its length times the name's. */
function patternMatches(pattern: string, text: string): boolean {
  let [p, t, star, mark] = [0, 0, -1, 0]
  while (t < text.length) {
    if (pattern[p] === '*') {
      star = p++
      mark = t
    } else if (p < pattern.length && (pattern[p] === '?' || pattern[p] === text[t])) {
      p++
      t++
    } else if (star !== -1) {
      p = star + 1
      t = ++mark
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}

/** Files are read as latin1, one character a byte, so that what is not UTF-8 survives a rewrite. */
function bytesOf(name: string): string {
  return lowerCase(Buffer.from(name).toString('latin1'))
}

/** ASCII only, as OpenSSH does. */
function lowerCase(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase())
}
