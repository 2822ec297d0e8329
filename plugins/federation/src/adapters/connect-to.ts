import {join} from 'node:path'
import {GtError, type Connection, type ConnectionQuestion, type MachineSettings} from '@gt-town/contract'
import {connectMachine} from './ssh/connect-machine.js'
import type {SshTarget} from './ssh/target.js'

export type Reached = ConnectionQuestion & {readonly settings: MachineSettings}

/** A connection to a machine of the town, whichever its type; it connects at the first use. */
export function connectTo(here: Connection, question: Reached): Connection {
  const {machine, settings} = question
  switch (settings.type) {
    case 'local':
      return here
    case 'ssh':
      return connectMachine(here, sshTargetOf(question))
    case 'gcp':
      throw new GtError('GT_MACHINE_UNSUPPORTED', `${machine}: this gt reaches no machines of type gcp`, {
        hint: 'update gt, or add it with --type ssh and its address',
      })
  }
}

/** @throws GtError `GT_MACHINE_INVALID` where the registry names no host */
export function sshTargetOf({
  machine,
  workspace,
  settings,
  trust,
  connectTimeoutMs,
  askPassphrase,
}: Reached): SshTarget {
  if (settings.ssh_host === undefined) {
    throw new GtError('GT_MACHINE_INVALID', `${machine} has no ssh_host in machines.json`, {
      hint: `remove it and add it again: gt machine remove ${machine}`,
    })
  }
  return {
    machine,
    host: settings.ssh_host,
    port: settings.ssh_port,
    user: settings.ssh_user,
    keyPath: settings.ssh_key_path,
    transport: settings.transport,
    ...(workspace && {knownHosts: join(workspace.root, workspace.configDir, 'known_hosts')}),
    trust: trust ?? {mode: 'strict'},
    connectTimeoutMs,
    askPassphrase,
  }
}
