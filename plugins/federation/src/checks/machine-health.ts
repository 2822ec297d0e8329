import {pass, warn, type MachineCheck} from '@gt-town/contract'
import {statusOf} from '../domain/machine-status.js'

export const machineHealth: MachineCheck = {
  id: 'federation/machine-health',
  title: 'Machine fit for work',
  category: 'Federation',
  scope: 'machine',
  requires: ['federation/machine-reachable'],
  timeoutMs: 15_000,
  description:
    'Asks for what gt needs there: git 2.25 and tmux 3.2 or later, flock or perl, enough disk space, a clock that is right.',
  remedy: 'Install what is missing there; set its clock by NTP.',

  async run({connection, machineName, settings, signal}) {
    const path = settings?.workspace
    const health = await connection.probe({signal, ...(path !== undefined && {path})})
    const {reasons} = statusOf({type: 'ssh', ...settings, name: machineName}, health)
    if (reasons.length === 0) return pass()
    return reasons.map((reason) => warn(`Machine ${machineName}: ${reason}`, {key: subjectOf(reason)}))
  },
}

/** `git 2.20 is …` → `git`, `its clock is …` → `clock` */
function subjectOf(reason: string): string {
  return reason.replace(/^its /, '').split(' ', 1).join('')
}
