import {isGtError, type Machine} from '@gt-town/contract'
import {configWords} from '@gt-town/connection-ssh/includes'
import {isPattern, patternMatcher} from './machine-pattern.js'
import {parseMachineRequest, type MachineRequest} from './machine-request.js'

/** A host that something else than the town lists. */
export type FoundHost = Pick<MachineRequest, 'name' | 'host' | 'user' | 'port' | 'key'>

/** What would become of it. */
export interface FoundMachine {
  readonly name: string
  /** absent where it cannot be added */
  readonly machine?: Machine
  /** why it is left out */
  readonly reason?: string
}

/**
 * What of these hosts would be added to the town.
 * @param names patterns; all of them where there is none
 * @param known names that the town has
 */
export function foundMachines(
  hosts: readonly FoundHost[],
  names: readonly string[],
  known: ReadonlySet<string>,
  tags: readonly string[],
): FoundMachine[] {
  const wanted = hosts.filter(({name}) => names.length === 0 || names.some((word) => means(word, name)))
  return wanted.map((host): FoundMachine => {
    if (known.has(host.name)) return {name: host.name, reason: 'the town has it already'}
    try {
      return {name: host.name, machine: parseMachineRequest({...host, type: 'ssh', tags})}
    } catch (error) {
      if (!isGtError(error)) throw error
      return {name: host.name, reason: error.message}
    }
  })
}

/** The names of `Host` lines that are names, and no patterns (ssh_config(5)). */
export function aliasesIn(text: string): string[] {
  const lines = [...text.matchAll(/^[ \t]*host[ \t=]+(.+)$/gim)].map(([, words = '']) => words)
  return [...new Set(lines.flatMap(configWords).filter((word) => !/[*?!]/.test(word)))]
}

/** What `ansible-inventory --list` prints, as hosts; undefined where it is something else. */
export function hostsOfInventory(document: unknown): FoundHost[] | undefined {
  const vars = fieldOf(fieldOf(document, '_meta'), 'hostvars')
  if (typeof document !== 'object' || document === null) return undefined
  const names = new Set(Object.keys(vars ?? {}))
  for (const group of Object.values(document)) {
    const hosts: unknown = fieldOf(group, 'hosts')
    for (const name of Array.isArray(hosts) ? (hosts as unknown[]) : []) if (typeof name === 'string') names.add(name)
  }
  return [...names].map((name) => {
    const own = fieldOf(vars, name)
    const text = (...keys: string[]): string | undefined =>
      keys.map((key) => fieldOf(own, key)).find((value) => typeof value === 'string')
    const port = Number(fieldOf(own, 'ansible_port') ?? fieldOf(own, 'ansible_ssh_port'))
    return {
      name,
      host: text('ansible_host', 'ansible_ssh_host') ?? name,
      user: text('ansible_user', 'ansible_ssh_user'),
      key: text('ansible_ssh_private_key_file', 'ansible_private_key_file'),
      ...(Number.isInteger(port) && {port}),
    }
  })
}

function means(word: string, name: string): boolean {
  return isPattern(word) ? (patternMatcher(word)?.(name) ?? false) : word === name
}

function fieldOf(value: unknown, key: string): string | number | object | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Record<string, string | number | object>)[key]
}
