import {GtError, type ConnectionQuestion, type MachineSettings} from '@gt-town/contract'
import type {SshTarget} from '@gt-town/connection-ssh/held'
import {knownHostsFile} from '@gt-town/town-layout'

export type Reached = ConnectionQuestion & {readonly settings: MachineSettings}

/** How a machine of type ssh is reached. @throws GtError `GT_MACHINE_INVALID` where the registry does not say enough */
export function sshTargetOf(question: Reached): SshTarget {
  const {machine, settings} = question
  if (settings.ssh_host === undefined) {
    throw new GtError('GT_MACHINE_INVALID', `${machine} has no ssh_host in machines.json`, {
      hint: `remove it and add it again: gt machine remove ${machine}`,
    })
  }
  return {...commonTarget(question), host: settings.ssh_host}
}

/** What is the same however it is reached. */
export function commonTarget({
  machine,
  workspace,
  settings,
  trust,
  connectTimeoutMs,
  askPassphrase,
  askLogin,
  hold,
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
    askLogin,
    ...(workspace &&
      mayHold(hold, settings) && {hold: {town: workspace.root, ...(typeof hold === 'number' && {forMs: hold})}}),
  }
}

/** Continuous integration leaves nothing behind; whoever says otherwise with every command is heard. */
export function mayHold(hold: Reached['hold'], settings: MachineSettings): boolean {
  if (hold === false || typeof hold === 'number') return hold !== false
  const {CI: ci = '', GT_HOLD: wanted = ci === '' ? 'on' : 'off'} = process.env
  return wanted !== 'off' && settings.hold !== false
}
