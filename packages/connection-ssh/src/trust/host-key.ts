import {createHash} from 'node:crypto'

/** A public key by which a machine proves who it is. */
export interface HostKey {
  /** as in RFC 4253, such as `ssh-ed25519` */
  readonly type: string
  /** the public key as sent on the wire, which starts with its type */
  readonly blob: Buffer
}

/** How many parts follow the type in a public key of this type (RFC 4253, 5656, 8709; OpenSSH's PROTOCOL.u2f). */
const partsOf: ReadonlyMap<string, number> = new Map([
  ['ssh-ed25519', 1],
  ['ecdsa-sha2-nistp256', 2],
  ['ecdsa-sha2-nistp384', 2],
  ['ecdsa-sha2-nistp521', 2],
  ['ssh-rsa', 2],
  ['ssh-dss', 4],
  ['sk-ssh-ed25519@openssh.com', 2],
  ['sk-ecdsa-sha2-nistp256@openssh.com', 3],
])
/** OpenSSH takes no RSA key shorter than 1024 bits. */
const shortestModulus = 128

/** The key that these bytes are. @returns undefined where they are none */
export function hostKeyOf(blob: Buffer): HostKey | undefined {
  const [first, ...parts] = partsIn(blob) ?? []
  if (first === undefined) return undefined
  const type = first.toString('latin1')
  if (isCertificate(type)) return {type, blob}
  if (parts.length !== partsOf.get(type)) return undefined
  if (type === 'ssh-ed25519' && parts[0]?.length !== 32) return undefined
  if (type === 'ssh-rsa' && (parts[1]?.length ?? 0) < shortestModulus) return undefined
  if (type.startsWith('ecdsa-') && type !== `ecdsa-sha2-${parts[0]?.toString('latin1')}`) return undefined
  return {type, blob}
}

/** As OpenSSH prints it: `SHA256:` and base64 without padding. */
export function fingerprint(key: HostKey): string {
  return `SHA256:${createHash('sha256').update(key.blob).digest('base64').replace(/=+$/, '')}`
}

export function isSameKey(a: HostKey, b: HostKey): boolean {
  return a.blob.equals(b.blob)
}

export function isCertificate(type: string): boolean {
  return type.endsWith('-cert-v01@openssh.com')
}

/** Strings, each after its length in four bytes; undefined where they do not end with the last byte. */
function partsIn(blob: Buffer): Buffer[] | undefined {
  const parts: Buffer[] = []
  for (let at = 0; at < blob.length;) {
    if (at + 4 > blob.length) return undefined
    const start = at + 4
    at = start + blob.readUInt32BE(at)
    if (at > blob.length) return undefined
    parts.push(blob.subarray(start, at))
  }
  return parts
}
