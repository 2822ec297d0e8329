import {createHmac} from 'node:crypto'
import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {hostKeyOf, type HostKey} from '../../src/trust/host-key.js'
import {makeKey, type KeyType} from '../../../../test/support/sshd.js'
import type {Chance} from '../../../../test/support/random.js'

/** Keys by the name that stands for them in the lines of the tables. */
export type Keys = Readonly<Record<string, HostKey>>

/** Makes one key of each type, and reads the `extra` ones from their `.pub` files. */
export function makeKeys(folder: string, extra: Readonly<Record<string, string>> = {}): Keys {
  const own = {OTHER: 'ed25519', RSA: 'rsa', ECDSA: 'ecdsa'} satisfies Record<string, KeyType>
  const files = Object.entries(own).map(([name, type]) => [name, `${makeKey(join(folder, name), type)}.pub`])
  return Object.fromEntries(
    [...files, ...Object.entries(extra)].map(([name = '', file = '']) => [name, publicKey(file)]),
  )
}

function publicKey(file: string): HostKey {
  const key = hostKeyOf(Buffer.from(readFileSync(file, 'utf8').split(' ')[1] ?? '', 'base64'))
  if (!key) throw new Error(`${file} holds no key`)
  return key
}

/** `NAME` becomes `type base64` of that key, `#host#` the hashed name. */
export function fill(text: string, keys: Keys): string {
  return text
    .replaceAll(/#([^#\s]+)#/g, (_whole, name: string) => hashed(name))
    .replaceAll(/\b(SHOWN|OTHER|RSA|ECDSA)\b/g, (name) => {
      const key = keys[name]
      return key ? `${key.type} ${key.blob.toString('base64')}` : name
    })
}

/** As `ssh-keygen -H` writes it, with a salt that is always the same. */
export function hashed(name: string): string {
  const salt = Buffer.alloc(20, name)
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}

const names = [
  'a.example',
  'b.example',
  '10.0.0.1',
  'A.Example',
  '*.example',
  '?.example',
  '10.*.1',
  '*',
  '!b.example',
  '![a.example]:*',
  '!*',
  '[a.example]:2222',
  '[10.0.0.1]:2222',
  '[*.example]:*',
  '[a.example]:22',
]
const hashedNames = ['#a.example#', '#[a.example]:2222#', '#10.0.0.1#', '|1|broken|hash']
const endings = ['', ' a comment', '\r', ' \t']
const nonsense = ['', '# comment', 'a.example', 'a.example ssh-ed25519', '@unknown a.example OTHER', '* ssh-foo AAAA']

/** A line as anybody might have written it, to be filled. */
export function randomLine(chance: Chance): string {
  if (chance.below(8) === 0) return chance.pick(nonsense)
  const marker = chance.pick(['', '', '', '', '', '@revoked ', '@cert-authority '])
  const count = 1 + chance.below(3)
  const field =
    chance.below(4) === 0 ? chance.pick(hashedNames) : Array.from({length: count}, () => chance.pick(names)).join(',')
  return `${marker}${field} ${chance.pick(['SHOWN', 'SHOWN', 'OTHER', 'RSA', 'ECDSA'])}${chance.pick(endings)}`
}
