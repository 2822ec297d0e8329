import {foldName, nameProblem, type MachineSettings} from '@gt-town/contract'
import {isMachines, type Machines} from './machines.js'

/**
 * The registry of machines, made again of what can still be read of a broken one: a machine stays whole or goes, since half
 * of one would lead elsewhere.
 */
export function mendMachines(broken: unknown): Machines {
  const machines: Record<string, MachineSettings> = {}
  for (const [name, settings] of entriesOf(broken)) {
    const isTaken = Object.keys(machines).some((other) => foldName(other) === foldName(name))
    if (!isTaken && nameProblem('machine', name) === undefined && isEntry(name, settings)) machines[name] = settings
  }
  return {...othersOf(broken), version: 1, machines}
}

function entriesOf(document: unknown): [string, unknown][] {
  if (typeof document !== 'object' || document === null || !('machines' in document)) return []
  const {machines} = document
  return typeof machines === 'object' && machines !== null ? Object.entries(machines) : []
}

/** Keys that this gt does not know stay. */
function othersOf(document: unknown): object {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return {}
  return Object.fromEntries(Object.entries(document).filter(([key]) => key !== '__proto__'))
}

function isEntry(name: string, settings: unknown): settings is MachineSettings {
  return isMachines({version: 1, machines: {[name]: settings}})
}
