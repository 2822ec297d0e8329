import {ConnectFailedError, GtError, type Connection} from '@gt-town/contract'
import {callGcloud, type CallOptions} from './gcloud.js'
import {gcloudError} from './gcloud-error.js'
import {readInstance, type Instance, type InstancePlace} from './instance.js'

/** Asks gcloud for an instance that runs. @throws ConnectFailedError (`stopped` where it does not); GtError `GT_GCLOUD_FAILED`; AbortedError */
export async function findInstance(
  here: Connection,
  machine: string,
  place: InstancePlace,
  options: CallOptions,
): Promise<Instance> {
  const args = ['compute', 'instances', 'describe', place.instance, ...flagsOf(place), '--format=json']
  const {code, stdout, stderr} = await callGcloud(here, machine, args, options)
  if (code !== 0) throw gcloudError(machine, place, stderr.toString())
  const instance = readInstance(stdout.toString())
  if (instance === undefined) {
    throw new GtError('GT_GCLOUD_FAILED', `${machine}: what gcloud says of ${place.instance} is no instance`, {
      hint: `see it: gcloud ${args.join(' ')}`,
    })
  }
  refuseUnlessUp(machine, place, instance.status)
  return instance
}

/** What says in which project and zone. */
export function flagsOf({project, zone}: InstancePlace): string[] {
  return [`--project=${project}`, `--zone=${zone}`]
}

/** A status that is none of these may be a new one: connecting tells. See https://cloud.google.com/compute/docs/instances/instance-lifecycle */
function refuseUnlessUp(machine: string, place: InstancePlace, status: string): void {
  switch (status) {
    case 'TERMINATED':
    case 'STOPPED':
    case 'STOPPING':
    case 'SUSPENDED':
    case 'SUSPENDING': {
      const verb = status.startsWith('SUSPEND') ? 'resume' : 'start'
      throw new ConnectFailedError(machine, 'stopped', `Google Cloud says that it is switched off (${status})`, {
        hint: `switch it on: gcloud compute instances ${verb} ${place.instance} ${flagsOf(place).join(' ')}`,
      })
    }
    case 'PROVISIONING':
    case 'STAGING':
    case 'REPAIRING':
    case 'DEPROVISIONING':
      throw new ConnectFailedError(machine, 'unreachable', `Google Cloud says that it is not ready (${status})`, {
        hint: 'try again in a minute',
      })
  }
}
