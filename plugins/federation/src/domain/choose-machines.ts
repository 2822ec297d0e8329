import {didYouMean, naturally} from '@gt-town/text'
import {UsageError, type Machine} from '@gt-town/contract'
import {isPattern, patternMatcher} from './machine-pattern.js'
import {localMachine} from './machines.js'
import {parseTag} from './tags.js'

export interface MachineChoice {
  /** names and patterns; see `patternMatcher` */
  readonly names: readonly string[]
  readonly all?: boolean
  /** names and patterns of those that are not meant after all */
  readonly exclude?: readonly string[]
  /** `key=value`; a machine must have them all */
  readonly tags?: readonly string[]
}

/**
 * The machines that are meant, sorted by name, each once.
 * @param machines those of the town
 * @throws UsageError `GT_MACHINE_NOT_FOUND`; `GT_USAGE` where nothing or too much is said
 */
export function chooseMachines(machines: readonly Machine[], {exclude = [], ...choice}: MachineChoice): Machine[] {
  const chosen = included(machines, choice)
  const left = new Set(exclude.flatMap((word) => machinesNamed(machines, word).map(({name}) => name)))
  const kept = chosen.filter(({name}) => !left.has(name))
  if (kept.length > 0 || left.size === 0 || chosen.length === 0) return kept
  throw new UsageError('GT_MACHINE_NOT_FOUND', `--exclude ${exclude.join(' ')} leaves no machine`, {
    hint: 'gt machine list shows the machines',
  })
}

function included(machines: readonly Machine[], {names, all = false, tags = []}: MachineChoice): Machine[] {
  if (names.length > 0 && (all || tags.length > 0)) {
    throw new UsageError('GT_USAGE', `${names[0] ?? ''} is named beside ${all ? '--all' : '--tag'}`, {
      hint: 'name machines, or choose them by --all or --tag',
    })
  }
  if (names.length > 0) {
    const found = new Map(
      names.flatMap((word) => machinesNamed(machines, word)).map((machine) => [machine.name, machine]),
    )
    return [...found.values()].sort((a, b) => naturally(a.name, b.name))
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

/** The machine of that name, or those that a pattern means. @throws UsageError `GT_MACHINE_NOT_FOUND`, `GT_PATTERN_INVALID` */
function machinesNamed(machines: readonly Machine[], word: string): Machine[] {
  if (!isPattern(word)) return [findMachine(machines, word)]
  const matches = patternMatcher(word)
  if (!matches) {
    throw new UsageError('GT_PATTERN_INVALID', `${JSON.stringify(word.slice(0, 80))} is no pattern of names`, {
      hint: "write it as 'west*', 'west?' or 'west[1-8,12]'",
    })
  }
  const found = machines.filter(({name}) => matches(name))
  if (found.length > 0) return found
  throw new UsageError('GT_MACHINE_NOT_FOUND', `no machine is called like ${JSON.stringify(word.slice(0, 80))}`, {
    hint: 'gt machine list shows the machines',
  })
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
