import {hostKeyOf, type HostKey} from './host-key.js'
import {isHashedName} from './names.js'

export interface AllKnownHosts {
  readonly entries: readonly KnownHostsEntry[]
  /** how many lines were passed over since they say nothing that makes sense */
  readonly broken: number
}

export interface KnownHostsEntry {
  /** `authority`: the key signs certificates of machines, and is no machine's own */
  readonly marker: 'none' | 'revoked' | 'authority'
  /** the first field as it stands there; see `namesMatch` */
  readonly names: string
  readonly key: HostKey
  /** its line, from 1 */
  readonly line: number
}

const markers: ReadonlyMap<string, KnownHostsEntry['marker']> = new Map([
  ['', 'none'],
  ['@revoked', 'revoked'],
  ['@cert-authority', 'authority'],
])
const fields = /^(?:(@[^ \t]*)[ \t]+)?([^ \t@][^ \t]*)[ \t]+([^ \t]+)[ \t]+([^ \t]+)/

/**
 * Reads all of a file of the format of sshd(8), SSH_KNOWN_HOSTS FILE FORMAT. Broken lines are passed over and counted, as ssh does.
 * @param text the file's bytes as latin1
 */
export function parseKnownHosts(text: string): AllKnownHosts {
  const found = text.split('\n').map((line, index) => parseLine(line, index + 1))
  return {
    entries: found.filter((entry) => typeof entry === 'object'),
    broken: found.filter((entry) => entry === 'broken').length,
  }
}

/** One line, without its end. @param line its number, from 1 */
export function parseLine(text: string, line: number): KnownHostsEntry | 'blank' | 'broken' {
  // C ends a string at a NUL, and a file of another system has a CR at the end of its lines.
  const plain = (text.split('\0', 1)[0] ?? '').replace(/\r$/, '').replace(/^[ \t]+/, '')
  if (plain === '' || plain.startsWith('#')) return 'blank'
  const [, sign = '', names = '', type = '', base64 = ''] = fields.exec(plain) ?? []
  const marker = markers.get(sign)
  const key = keyOf(type, base64)
  if (marker === undefined || !key || (names.startsWith('|') && !isHashedName(names))) return 'broken'
  return {marker, names, key, line}
}

/** A key of RSA may be named after any of its ways to sign. */
function keyOf(type: string, base64: string): HostKey | undefined {
  const blob = Buffer.from(base64, 'base64')
  // Buffer reads anything as base64; OpenSSH wants it exact.
  if (blob.toString('base64') !== base64) return undefined
  const key = hostKeyOf(blob)
  return key?.type === type.replace(/^rsa-sha2-(256|512)$/, 'ssh-rsa') ? key : undefined
}
