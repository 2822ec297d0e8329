import {homedir} from 'node:os'
import {join} from 'node:path'
import {ConnectFailedError, type Connection} from '@gt-town/contract'
import type {SshTarget} from '@gt-town/connection-ssh'
import {findInstance, flagsOf} from './find-instance.js'
import type {CallOptions} from './gcloud.js'
import type {Instance, InstancePlace} from './instance.js'

/** What the town says of an instance; the rest gcloud knows. */
export interface GcpTarget extends Omit<SshTarget, 'host' | 'hostKeyAlias' | 'tunnel' | 'resolved'> {
  readonly place: InstancePlace
  /** by a tunnel through Google's Identity-Aware Proxy */
  readonly iap: boolean
}

/**
 * How to reach an instance just now: by a tunnel, or at its external address, or its internal one where it has no other.
 * The key of its host is known by the instance's id, as gcloud does it: addresses change, and one that is made anew is another.
 * @throws what findInstance throws
 */
export async function instanceTarget(here: Connection, target: GcpTarget, signal: AbortSignal): Promise<SshTarget> {
  const {place, iap, connectTimeoutMs: timeoutMs, ...rest} = target
  const started = performance.now()
  const options: CallOptions = {timeoutMs, signal}
  const instance = await findInstance(here, target.machine, place, options)
  const keyPath = target.keyPath ?? (await ownKey(here))
  return {
    ...rest,
    ...(iap
      ? {host: place.instance, tunnel: tunnelTo(place, portOf(target))}
      : {host: addressOf(target.machine, place, instance)}),
    ...(keyPath !== undefined && {keyPath}),
    hostKeyAlias: `compute.${instance.id}`,
    connectTimeoutMs: timeoutMs && Math.max(1, timeoutMs - Math.round(performance.now() - started)),
  }
}

/** The port of the machine's sshd, whichever way leads there. */
export function portOf({port = 22}: Pick<GcpTarget, 'port'>): number {
  return port
}

/** Its input and output are the connection; see `gcloud compute start-iap-tunnel --help`. */
function tunnelTo(place: InstancePlace, port: number): string[] {
  const args = ['gcloud', 'compute', 'start-iap-tunnel', place.instance, String(port), '--listen-on-stdin']
  return [...args, ...flagsOf(place), '--verbosity=warning', '--quiet']
}

function addressOf(machine: string, {instance}: InstancePlace, found: Instance): string {
  const address = found.externalAddress ?? found.internalAddress
  if (address !== undefined) return address
  throw new ConnectFailedError(machine, 'unreachable', `the instance ${instance} has no address`, {
    hint: `reach it through Google's proxy: add it with --iap`,
  })
}

/** The one that gcloud makes and lets in. */
async function ownKey(here: Connection): Promise<string | undefined> {
  const path = join(homedir(), '.ssh', 'google_compute_engine')
  return (await here.fileExists(path)) ? path : undefined
}
