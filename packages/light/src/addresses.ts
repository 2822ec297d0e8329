import {townMachines} from './machines.js'
import type {Name, NamesQuestion} from './names.js'
import {polecatsOf, rigsOf} from './rigs.js'

/** Of whom addresses consist. Asked for only where that part is typed. */
export interface AddressParts {
  /** machines that may stand before the colon */
  readonly machines: () => readonly Name[]
  /** @param machine undefined: this one */
  readonly rigs: (machine: string | undefined) => readonly Name[]
  readonly polecats: (machine: string | undefined, rig: string) => readonly Name[]
  /** whole addresses besides, such as `mayor` */
  readonly others?: (machine: string | undefined) => readonly Name[]
}

/**
 * Addresses, part by part: first machines and rigs, then the polecats of what was chosen. One that goes on ends with `:` or `/`, after
 * which no shell puts a blank.
 */
export function addressNames(word: string, parts: AddressParts): Name[] {
  const [, prefix = '', machine, rest = ''] = /^(([^:/]*):)?(.*)$/s.exec(word) ?? []
  const slash = rest.indexOf('/')
  if (slash !== -1) {
    const rig = rest.slice(0, slash)
    return parts.polecats(machine, rig).map((name) => ({...name, value: `${prefix}${rig}/${name.value}`}))
  }
  return [
    ...(parts.others?.(machine) ?? []).map((name) => ({...name, value: prefix + name.value})),
    ...parts.rigs(machine).map((name) => ({...name, value: `${prefix}${name.value}/`})),
    ...(machine === undefined ? parts.machines().map((name) => ({...name, value: `${name.value}:`})) : []),
  ]
}

/** Addresses of the town, and of its machines as far as they were seen. @param changes parts that are others here */
export function townAddresses(question: NamesQuestion, changes: Partial<AddressParts> = {}): Name[] {
  return addressNames(question.word, {
    machines: () => townMachines(question),
    rigs: (machine) => rigsOf(question, machine),
    polecats: (machine, rig) => polecatsOf(question, machine, rig),
    ...changes,
  })
}
