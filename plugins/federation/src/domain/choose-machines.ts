import {didYouMean, naturally} from '@gt-town/text'
import {UsageError, type Machine} from '@gt-town/contract'
import {localMachine} from './machines.js'
import {parseTag} from './tags.js'

export interface MachineChoice {
  readonly names: readonly string[]
  readonly all?: boolean
  /** `key=value`; a machine must have them all */
  readonly tags?: readonly string[]
}

/**
 * The machines that are meant, sorted by name, each once.
 * @param machines those of the town
 * @throws UsageError `GT_MACHINE_NOT_FOUND`; `GT_USAGE` where nothing or too much is said
 */
export function chooseMachines(
  machines: readonly Machine[],
  {names, all = false, tags = []}: MachineChoice,
): Machine[] {
  if (names.length > 0 && (all || tags.length > 0)) {
    throw new UsageError('GT_USAGE', `${names[0] ?? ''} is named beside ${all ? '--all' : '--tag'}`, {
      hint: 'name machines, or choose them by --all or --tag',
    })
  }
  if (names.length > 0) {
    const chosen = [...new Set(names)].map((name) => findMachine(machines, name))
    return chosen.sort((a, b) => naturally(a.name, b.name))
  }
  if (tags.length > 0) {
    const wanted = tags.map(parseTag)
    const chosen = machines.filter((machine) => wanted.every(([key, value]) => machine.tags?.[key] === value))
    if (chosen.length > 0) return chosen
    throw new UsageError('GT_MACHINE_NOT_FOUND', `no machine has the tag ${tags.join(' and ')}`, {
      hint: 'gt machine list shows the tags',
    })
  }
  if (all) return [...machines]
  throw new UsageError('GT_USAGE', 'no machine is named', {hint: 'name one or more, or say --all or --tag key=value'})
}

/** @throws UsageError `GT_MACHINE_NOT_FOUND` */
export function findMachine(machines: readonly Machine[], name: string): Machine {
  const found = name === localMachine.name ? localMachine : machines.find((machine) => machine.name === name)
  if (found) return found
  const known = [localMachine, ...machines].map((machine) => machine.name)
  throw new UsageError('GT_MACHINE_NOT_FOUND', `there is no machine ${JSON.stringify(name.slice(0, 80))}`, {
    hint: didYouMean(name, known, 'machine'),
  })
}
