import {isIP} from 'node:net'
import {parseCloudName} from './cloud-name.js'
import type {MachineSettings} from '@gt-town/contract'

/** Where an instance is, its names checked: fit to be arguments. */
export interface InstancePlace {
  readonly project: string
  readonly zone: string
  readonly instance: string
}

/** What Google says of an instance. */
export interface Instance {
  /** decimal; another one where it was made anew under its name */
  readonly id: string
  /** such as `RUNNING`, `TERMINATED` */
  readonly status: string
  readonly externalAddress: string | undefined
  readonly internalAddress: string | undefined
}

/** machines.json may have been written by hand, so its names are checked again. @throws UsageError `GT_CLOUD_NAME_INVALID` */
export function placeOf({gcp_project = '', gcp_zone = '', gcp_instance = ''}: MachineSettings): InstancePlace {
  return {
    project: parseCloudName('project', gcp_project),
    zone: parseCloudName('zone', gcp_zone),
    instance: parseCloudName('instance', gcp_instance),
  }
}

/**
 * @param document an instance of the Compute Engine API: `id`, `status`, `networkInterfaces[].networkIP`, `.accessConfigs[].natIP`,
 *   `.ipv6AccessConfigs[].externalIpv6` (https://cloud.google.com/compute/docs/reference/rest/v1/instances)
 * @returns undefined where it is none
 */
export function readInstance(document: unknown): Instance | undefined {
  const instance = objectOf(document)
  const {id, status} = instance
  if (typeof id !== 'string' || !/^\d{1,20}$/.test(id) || typeof status !== 'string') return undefined
  const interfaces = listOf(instance['networkInterfaces'])
  const all = (key: string, name: string): unknown[] =>
    interfaces.flatMap((one) => listOf(one[key])).map((config) => config[name])
  return {
    id,
    status,
    externalAddress: firstAddress([...all('accessConfigs', 'natIP'), ...all('ipv6AccessConfigs', 'externalIpv6')]),
    internalAddress: firstAddress(interfaces.flatMap((one) => [one['networkIP'], one['ipv6Address']])),
  }
}

function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}

function listOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.map(objectOf) : []
}

function firstAddress(values: readonly unknown[]): string | undefined {
  return values.find((value): value is string => typeof value === 'string' && isIP(value) !== 0)
}
