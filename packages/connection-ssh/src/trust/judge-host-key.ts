import type {GtError, HostKeyProblem} from '@gt-town/contract'
import {fingerprint, isCertificate, isSameKey, type HostKey} from './host-key.js'
import {withoutPort} from './names.js'
import type {KnownHostsEntry} from './parse-known-hosts.js'
import type {KnownHostsFile} from './read-known-hosts.js'

/** Whose key is asked for. */
export interface HostKeyOwner {
  /** `host`, or `[host]:port` for a port other than 22: see `hostKeyName` */
  readonly name: string
  /** ssh's HostKeyAlias: it takes the name's place, port and all */
  readonly alias?: string | undefined
}

export interface Judgement {
  readonly verdict: 'trusted' | HostKeyProblem
  /** `SHA256:…` of the keys that are trusted for this name */
  readonly trusted: readonly string[]
  /** see `knownKeyTypes` */
  readonly types: readonly string[]
  /** `file:line` of what decided */
  readonly places: readonly string[]
  /** what is wrong with the files that cannot be read */
  readonly errors: readonly GtError[]
}

/**
 * Whether the machine that showed this key is the one we trust, as ssh decides it (check_host_key, check_key_in_hostkeys):
 * a key that any file has for the name is trusted; where they have others only, of whichever type, it has changed. A port's
 * name that is in no file is looked for without the port. Stricter than ssh: a revoked key is refused under either name,
 * a file that cannot be read trusts nothing, and where the town's file has keys for the name no other file says whom to
 * trust.
 */
export function judgeHostKey(
  {key, ...owner}: HostKeyOwner & {readonly key: HostKey},
  files: readonly KnownHostsFile[],
): Judgement {
  const found = lookUp(owner, files)
  const errors = files.flatMap(({error}) => error ?? [])
  const decide = (verdict: Judgement['verdict'], by: readonly Found[]): Judgement => ({
    verdict,
    trusted: [...new Set(found.plain.map((entry) => fingerprint(entry.key)))],
    types: typesOf(found),
    places: by.map(({path, line}) => `${path}:${line}`),
    errors,
  })
  const isThis = (entry: Found): boolean => isSameKey(entry.key, key)
  const revoked = found.revoked.filter(isThis)
  if (revoked.length > 0) return decide('revoked', revoked)
  if (errors.length > 0) return decide('unreadable', [])
  const same = found.plain.filter(isThis)
  if (same.length > 0) return decide('trusted', same)
  // Other keys under the name without the port are another service's, as far as ssh knows.
  return found.isExact && found.plain.length > 0 ? decide('changed', found.plain) : decide('unknown', [])
}

/**
 * The types of the keys that are trusted for a name, to ask the machine for; a certification authority counts as the
 * certificate type of its key, such as `ssh-ed25519-cert-v01@openssh.com`.
 */
export function knownKeyTypes(owner: HostKeyOwner, files: readonly KnownHostsFile[]): string[] {
  return typesOf(lookUp(owner, files))
}

type Found = KnownHostsEntry & {readonly path: string; readonly isTowns: boolean; readonly under: string}

export interface Lookup {
  readonly plain: readonly Found[]
  readonly authorities: readonly Found[]
  readonly revoked: readonly Found[]
  /** false where the name with the port is in no file, and `plain` and `authorities` are of the name without it */
  readonly isExact: boolean
  /** whether the town's file has keys for the name, so that `plain` and `authorities` are its own */
  readonly isTowns: boolean
}

/** All lines that count for a host. */
export function lookUp({name, alias}: HostKeyOwner, files: readonly KnownHostsFile[]): Lookup {
  const wanted = alias ?? name
  const bare = alias === undefined ? withoutPort(wanted) : undefined
  // To look for a name in the hashed lines of others takes long, and where the town's file has keys they say only what is revoked.
  const isOfTown = files.some(
    ({isTowns, hosts}) => isTowns && hosts.matching(wanted).some(({marker}) => marker === 'none'),
  )
  const exactly = entriesOf(wanted, files, isOfTown)
  const barely = bare === undefined ? [] : entriesOf(bare, files, isOfTown)
  const isExact = bare === undefined || exactly.some(({marker}) => marker === 'none')
  const all = isExact ? exactly : [...exactly, ...barely]
  const isTowns = all.some((entry) => entry.isTowns && entry.marker === 'none')
  const counted = isTowns ? all.filter((entry) => entry.isTowns) : all
  return {
    plain: counted.filter(({marker}) => marker === 'none'),
    authorities: counted.filter(({marker}) => marker === 'authority'),
    revoked: [...exactly, ...barely].filter(({marker}) => marker === 'revoked'),
    isExact,
    isTowns,
  }
}

function entriesOf(name: string, files: readonly KnownHostsFile[], isOfTown: boolean): Found[] {
  return files.flatMap(({path, isTowns = false, hosts}) =>
    (isOfTown && !isTowns ? hosts.markedMatching(name) : hosts.matching(name)).map((entry) => ({
      ...entry,
      path,
      isTowns,
      under: name,
    })),
  )
}

function typesOf({plain, authorities, revoked}: Lookup): string[] {
  const isGood = ({key}: Found): boolean => !revoked.some((entry) => isSameKey(entry.key, key))
  return [
    ...new Set([
      ...plain.filter(isGood).map(({key}) => key.type),
      ...authorities.filter(isGood).map(({key}) => certificateTypeOf(key.type)),
    ]),
  ]
}

/** `ssh-ed25519` → `ssh-ed25519-cert-v01@openssh.com` */
function certificateTypeOf(type: string): string {
  return isCertificate(type) ? type : `${type.replace(/@openssh\.com$/, '')}-cert-v01@openssh.com`
}
