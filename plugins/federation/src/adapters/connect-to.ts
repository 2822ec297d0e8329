import type {Connection} from '@gt-town/contract'
import {GcpTransport, instanceTarget, placeOf, type GcpTarget} from '@gt-town/connection-gcp'
import {connectMachine, SshConnection, type SshTarget} from '@gt-town/connection-ssh'
import {commonTarget, sshTargetOf, type Reached} from './ssh-target.js'

/**
 * A connection to a machine of the town, whichever its type; it connects at the first use.
 * @throws UsageError, GtError `GT_MACHINE_INVALID` where the registry does not say enough
 */
export function connectTo(here: Connection, question: Reached): Connection {
  switch (question.settings.type) {
    case 'local':
      return here
    case 'ssh':
      return connectMachine(here, sshTargetOf(question))
    case 'gcp':
      return new SshConnection(new GcpTransport(here, gcpTargetOf(question)))
  }
}

/** How to reach it by ssh. @throws as connectTo; what asking gcloud throws */
export async function targetOf(here: Connection, question: Reached, signal: AbortSignal): Promise<SshTarget> {
  if (question.settings.type === 'gcp') return instanceTarget(here, gcpTargetOf(question), signal)
  return sshTargetOf(question)
}

function gcpTargetOf(question: Reached): GcpTarget {
  const {settings} = question
  return {...commonTarget(question), place: placeOf(settings), iap: settings.gcp_iap ?? false}
}
