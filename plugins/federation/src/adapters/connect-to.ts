import {GtError, type Connection, type ConnectionQuestion, type MachineSettings} from '@gt-town/contract'
import {GcpTransport, instanceTarget, placeOf, type GcpTarget} from '@gt-town/connection-gcp'
import {connectMachine, SshConnection, type SshTarget} from '@gt-town/connection-ssh'
import {knownHostsFile} from '@gt-town/town-layout'

export type Reached = ConnectionQuestion & {readonly settings: MachineSettings}

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

function sshTargetOf(question: Reached): SshTarget {
  const {machine, settings} = question
  if (settings.ssh_host === undefined) {
    throw new GtError('GT_MACHINE_INVALID', `${machine} has no ssh_host in machines.json`, {
      hint: `remove it and add it again: gt machine remove ${machine}`,
    })
  }
  return {...commonOf(question), host: settings.ssh_host}
}

function gcpTargetOf(question: Reached): GcpTarget {
  const {settings} = question
  return {...commonOf(question), place: placeOf(settings), iap: settings.gcp_iap ?? false}
}

function commonOf({
  machine,
  workspace,
  settings,
  trust,
  connectTimeoutMs,
  askPassphrase,
}: Reached): Omit<SshTarget, 'host'> {
  return {
    machine,
    port: settings.ssh_port,
    user: settings.ssh_user,
    keyPath: settings.ssh_key_path,
    transport: settings.transport,
    ...(workspace && {knownHosts: knownHostsFile(workspace)}),
    trust: trust ?? {mode: 'strict'},
    connectTimeoutMs,
    askPassphrase,
  }
}
