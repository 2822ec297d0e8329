import {nameProblem} from '@gt-town/contract'
import {machinesFile} from '@gt-town/town-layout'
import {naturally} from '@gt-town/text'
import type {Name, NamesQuestion} from './names.js'
import {field, jsonOf} from './read.js'

/** The machines that the town's registry names. */
export function townMachines({town}: NamesQuestion): Name[] {
  const machines = town && field(jsonOf(machinesFile(town)), 'machines')
  if (typeof machines !== 'object' || machines === null) return []
  return Object.keys(machines)
    .filter((name) => nameProblem('machine', name) === undefined)
    .sort(naturally)
    .map((value) => ({value, description: whereIs(field(machines, value))}))
}

function whereIs(machine: unknown): string {
  const parts = ['type', 'ssh_host', 'instance'].map((name) => field(machine, name))
  return parts.filter((part) => typeof part === 'string').join(' ')
}
