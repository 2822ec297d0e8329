import {GtError, HostKeyError, type HostKeyProblem, type ShownHostKey} from '@gt-town/contract'
import {fingerprint, type HostKey} from './host-key.js'
import type {Judgement} from './judge-host-key.js'

/**
 * Why this key is not taken, in words.
 * @param machine what to call the machine, and what `gt machine trust` takes
 * @param name see `hostKeyName`
 */
export function hostKeyError(
  machine: string,
  name: string,
  key: HostKey,
  {trusted, places, errors}: Judgement,
  problem: HostKeyProblem,
): HostKeyError {
  const presented = fingerprint(key)
  const shown = `${machine}: ${name} shows the ${key.type} key ${presented}`
  const [message, hint] = {
    unknown: [
      `${shown}, and no key of it is trusted yet`,
      `compare it with what \`ssh-keygen -l\` prints of that machine's host key, then run \`gt machine trust ${machine}\``,
    ],
    changed: [
      `${shown}, but trusted is ${trusted.join(', ')} (${places.join(', ')})`,
      `somebody may be in between: ask who runs that machine; if its key was changed, run \`gt machine trust ${machine}\``,
    ],
    revoked: [
      `${shown}, which is revoked (${places.join(', ')})`,
      'whoever has stolen this key can pose as that machine: make it a new host key',
    ],
    unreadable: [unreadableError(machine, errors).message, errors[0]?.hint],
  }[problem] as [string, string | undefined]
  return new HostKeyError(message, problem, {presented, trusted}, {hint})
}

/** It shows another key than the one the user has named, whether or not it is trusted. @param wanted `SHA256:…` */
export function otherKeyError(
  machine: string,
  name: string,
  key: HostKey,
  {verdict, trusted}: Judgement,
  wanted: string,
): HostKeyError {
  const presented = fingerprint(key)
  return new HostKeyError(
    `${machine}: ${name} shows the ${key.type} key ${presented}, and not ${wanted}`,
    verdict === 'unknown' ? 'unknown' : 'changed',
    {presented, trusted},
    {hint: "see which of them `ssh-keygen -l` prints of that machine's host key"},
  )
}

/** It is trusted, but so are others, and nobody has said that it shall be the only one. */
export function unconfirmedKeyError(machine: string, {name, type, fingerprint, trusted}: ShownHostKey): GtError {
  const others = trusted.filter((other) => other !== fingerprint).join(', ')
  return new GtError(
    'GT_HOST_KEY_UNCONFIRMED',
    `${machine}: ${name} shows the ${type} key ${fingerprint}, which is trusted; so is ${others}, and nothing was changed`,
    {hint: `to trust no other: gt machine trust ${machine} --fingerprint ${fingerprint}`},
  )
}

/** What some file would have refused, nobody can say. */
export function unreadableError(machine: string, errors: readonly GtError[]): HostKeyError {
  const what = errors.map(({message}) => message).join('; ')
  const [first] = errors
  return new HostKeyError(
    `${machine}: the keys that are trusted cannot be read: ${what}`,
    'unreadable',
    {},
    {
      hint: first?.hint,
      cause: first,
    },
  )
}
