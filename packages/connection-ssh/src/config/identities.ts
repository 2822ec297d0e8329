import {answerRead} from '@gt-town/connection-local'

/** A private key that is there. */
export interface Identity {
  readonly path: string
  /** such as `ssh-ed25519`; undefined where nothing says so before it is decrypted */
  readonly type: string | undefined
  /** the certificate beside it, which ssh would show first */
  readonly certificate: string | undefined
  /** whether others may read it, for which ssh refuses it */
  readonly isOpen: boolean
}

const magic = 'openssh-key-v1\0'
const largestBytes = 1024 * 1024

/** Which of these private keys exist, and of what type they are, without their passphrases. */
export function readIdentities(files: readonly string[]): Identity[] {
  return files.filter(isFile).map((path) => {
    const certificate = `${path}-cert.pub`
    return {path, type: typeOf(path), certificate: isFile(certificate) ? certificate : undefined, isOpen: isOpen(path)}
  })
}

/** As ssh sees it (sshkey_perm_ok of authfile.c): only of files that are one's own. */
function isOpen(path: string): boolean {
  const outcome = answerRead({op: 'stat', path})
  return outcome.ok && outcome.value.owner === process.getuid?.() && (outcome.value.mode & 0o077) !== 0
}

function isFile(path: string): boolean {
  const outcome = answerRead({op: 'stat', path})
  return outcome.ok && outcome.value.type === 'file'
}

/** The public key beside it says so, else the public half that OpenSSH keeps in the open within the private one. */
function typeOf(path: string): string | undefined {
  const beside = textOf(`${path}.pub`)
  const named = beside === undefined ? undefined : /^(\S+) AAAA/m.exec(beside)?.[1]
  return named ?? typeWithin(textOf(path) ?? '')
}

/** PROTOCOL.key of OpenSSH: magic, cipher, kdf, its options, the number of keys, the public key. */
function typeWithin(text: string): string | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----([^-]+)/.exec(text)?.[1]
  const bytes = Buffer.from(body ?? '', 'base64')
  if (bytes.toString('latin1', 0, magic.length) !== magic) return undefined
  const afterCipher = skip(bytes, magic.length)
  const afterOptions = skip(bytes, skip(bytes, afterCipher))
  const start = afterOptions + 4 + 4
  const end = skip(bytes, start)
  return end <= bytes.length ? bytes.toString('latin1', start + 4, end) : undefined
}

/** Where the string that starts here ends; beyond the last byte where it is cut off. */
function skip(bytes: Buffer, at: number): number {
  return at + 4 > bytes.length ? bytes.length + 1 : at + 4 + bytes.readUInt32BE(at)
}

function textOf(path: string): string | undefined {
  const outcome = answerRead({op: 'read', path, maxBytes: largestBytes})
  return outcome.ok ? outcome.value.toString('latin1') : undefined
}
