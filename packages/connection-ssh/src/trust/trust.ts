import {isGtError, UsageError, type Connection} from '@gt-town/contract'
import {fingerprint, isSameKey, type HostKey} from './host-key.js'
import {hostKeyError} from './host-key-error.js'
import {judgeHostKey} from './judge-host-key.js'
import {namesMatch, namesWithout} from './names.js'
import {KnownHosts} from './known-hosts.js'
import {parseLine} from './parse-known-hosts.js'

/** One line of known_hosts, with its end. @throws UsageError `GT_HOST_INVALID` for a name that would mean others too */
export function trustLine(name: string, key: HostKey): string {
  if (!/^[^\s,*?!|#@"\0][^\s,*?!|"\0]*$/.test(name)) {
    throw new UsageError('GT_HOST_INVALID', `${JSON.stringify(name)} cannot be the name of one machine`, {
      hint: 'use its host name or address, without blanks and wildcards',
    })
  }
  return `${name} ${key.type} ${key.blob.toString('base64')}\n`
}

/**
 * Adds a key to a file of trusted keys, for a machine that has none there yet; the file is made with mode 0600.
 * @param connection where the file lies: this machine
 * @param name see `hostKeyName`; an alias as it is
 * @returns false where the file has this key already
 * @throws HostKeyError `changed` where it has other keys for the name (somebody was quicker), `revoked`; LockError
 */
export async function addTrusted(connection: Connection, file: string, name: string, key: HostKey): Promise<boolean> {
  let isNew = false
  await rewrite(connection, file, (text) => {
    const {verdict} = refuse(['changed', 'revoked'], file, text, name, key)
    isNew = verdict !== 'trusted'
    return isNew ? withLine(text, trustLine(name, key)) : text
  })
  return isNew
}

/**
 * From now on this key alone is trusted under this name: other keys of the name go, of whichever type, since an old one
 * that stays would still let in whoever holds it. Hashed lines too; a line keeps the other names it has, and a pattern that
 * means this one as well gets it as an exception. Comments, marked and foreign lines stay as they are, byte by byte.
 * @returns `SHA256:…` of the keys that went
 * @throws HostKeyError `revoked`; UsageError `GT_HOST_INVALID`; LockError
 */
export async function replaceTrusted(
  connection: Connection,
  file: string,
  name: string,
  key: HostKey,
): Promise<string[]> {
  const removed = new Set<string>()
  const own = trustLine(name, key)
  await rewrite(connection, file, (text) => {
    refuse(['revoked'], file, text, name, key)
    const kept = linesOf(text).map((line) => {
      const entry = parseLine(line.replace(/\n$/, ''), 0)
      if (typeof entry === 'string' || entry.marker !== 'none' || isSameKey(entry.key, key)) return line
      if (!namesMatch(entry.names, name)) return line
      const names = namesWithout(entry.names, name)
      removed.add(fingerprint(entry.key))
      return names === undefined ? '' : line.replace(entry.names, () => names)
    })
    const left = kept.join('')
    return isTrusted(left, name, key) ? left : withLine(left, own)
  })
  return [...removed]
}

/** Under the file's lock; bytes pass through as latin1, one character each. */
async function rewrite(connection: Connection, file: string, edit: (text: string) => string): Promise<void> {
  await connection.withLock(file, async () => {
    const before = await textOf(connection, file)
    const after = edit(before)
    if (after !== before) await connection.writeFile(file, Buffer.from(after, 'latin1'), {mode: 0o600})
  })
}

async function textOf(connection: Connection, file: string): Promise<string> {
  try {
    return (await connection.readFile(file)).toString('latin1')
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return ''
    throw error
  }
}

function refuse(
  verdicts: readonly string[],
  path: string,
  text: string,
  name: string,
  key: HostKey,
): ReturnType<typeof judgeHostKey> {
  const judgement = judgeHostKey({name: '', alias: name, key}, [{path, hosts: new KnownHosts(text)}])
  if (judgement.verdict !== 'trusted' && verdicts.includes(judgement.verdict)) {
    throw hostKeyError(name, name, key, judgement, judgement.verdict)
  }
  return judgement
}

function isTrusted(text: string, name: string, key: HostKey): boolean {
  return new KnownHosts(text).matching(name).some((entry) => entry.marker === 'none' && isSameKey(entry.key, key))
}

/** Lines with their ends. */
function linesOf(text: string): string[] {
  return text.split(/(?<=\n)/)
}

/** A last line without an end gets one. */
function withLine(text: string, line: string): string {
  return `${text}${text === '' || text.endsWith('\n') ? '' : '\n'}${line}`
}
