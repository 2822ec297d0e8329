import {UsageError} from '@gt-town/contract'

/** As OpenSSH prints it, `SHA256:` and 43 characters of base64; the padding may stand there. @throws UsageError */
export function parseFingerprint(text: string): string {
  const [, digest] = /^SHA256:([A-Za-z0-9+/]{43})=?$/.exec(text) ?? []
  if (digest !== undefined) return `SHA256:${digest}`
  throw new UsageError('GT_FINGERPRINT_INVALID', `${JSON.stringify(text.slice(0, 80))} is not a fingerprint`, {
    hint: 'take it from `ssh-keygen -l -f /etc/ssh/ssh_host_ed25519_key.pub` on that machine: SHA256:...',
  })
}
