import {generateKeyPairSync, randomBytes} from 'node:crypto'
import {writeFileSync} from 'node:fs'

const type = 'ssh-ed25519'

/**
 * Makes an ed25519 key without a passphrase, as ssh-keygen writes it (PROTOCOL.key of OpenSSH), without starting that: most keys of
 * tests are such ones. ssh2's own way of doing it gives a broken key now and then.
 * @returns the private key's file; the public one is `<file>.pub`
 */
export function makePlainKey(file: string): string {
  const {x = '', d = ''} = generateKeyPairSync('ed25519').privateKey.export({format: 'jwk'})
  const [publicPart, secret] = [x, d].map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer]
  const publicBlob = Buffer.concat([sized(type), sized(publicPart)])
  const check = randomBytes(4)
  const plain = Buffer.concat([
    ...[check, check, publicBlob],
    ...[sized(Buffer.concat([secret, publicPart])), sized('test')],
  ])
  const padding = Buffer.from(Array.from({length: (8 - (plain.length % 8)) % 8}, (_, index) => index + 1))
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    ...['none', 'none', ''].map(sized),
    ...[number(1), sized(publicBlob), sized(Buffer.concat([plain, padding]))],
  ])
  const lines = whole.toString('base64').replaceAll(/.{70}/g, '$&\n').trimEnd()
  const label = 'OPENSSH PRIVATE KEY'
  writeFileSync(file, `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`, {mode: 0o600})
  writeFileSync(`${file}.pub`, `${type} ${publicBlob.toString('base64')} test\n`)
  return file
}

function sized(part: string | Buffer): Buffer {
  const bytes = Buffer.from(part)
  return Buffer.concat([number(bytes.length), bytes])
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
