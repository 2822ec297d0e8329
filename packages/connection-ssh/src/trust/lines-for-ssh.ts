import type {HostKey} from './host-key.js'
import {lookUp, type HostKeyOwner} from './judge-host-key.js'
import type {KnownHostsFile} from './read-known-hosts.js'
import {trustLine} from './trust.js'

/**
 * All that the system's ssh is to know of a host, as the text of one known_hosts: what `judgeHostKey` goes by, so that both
 * decide alike.
 * @param only the one key that may be trusted; default all of them
 * @throws UsageError `GT_HOST_INVALID` for a name that would mean others too
 */
export function linesForSsh(owner: HostKeyOwner, files: readonly KnownHostsFile[], only?: HostKey): string {
  const {plain, authorities, revoked} = lookUp(owner, files)
  const name = owner.alias ?? owner.name
  const trusted = [
    ...plain.map(({under, key}) => trustLine(under, key)),
    ...authorities.map(({under, key}) => `@cert-authority ${trustLine(under, key)}`),
  ]
  return [
    ...(only ? [trustLine(name, only)] : trusted),
    ...revoked.map(({key}) => `@revoked ${trustLine(name, key)}`),
  ].join('')
}
