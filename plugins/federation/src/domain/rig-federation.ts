import {didYouMean} from '@gt-town/text'

/** What a rig's config says about machines. */
export interface RigFederation {
  machines?: readonly string[]
  preferred?: string
}

export interface MachineProblem {
  /** the key of the config it is about, and the name */
  key: string
  message: string
  hint: string
}

/** From what a rig's config says; undefined when it is broken, which is for another check to say. */
export function federationOf(config: unknown): RigFederation | undefined {
  const federation = fieldOf(config, 'federation')
  if (typeof config !== 'object' || config === null) return undefined
  if (federation === undefined) return {}
  const [machines, preferred] = [fieldOf(federation, 'machines'), fieldOf(federation, 'preferred_machine')]
  const isList = Array.isArray(machines) && machines.every((name) => typeof name === 'string')
  if (machines !== undefined && !isList) return undefined
  if (preferred !== undefined && typeof preferred !== 'string') return undefined
  return {...(isList && {machines}), ...(preferred !== undefined && {preferred})}
}

/**
 * Names that no machine has, and a preferred machine that may not work on the rig.
 * @param known every name there is; undefined where another town's registry says that
 */
export function machineProblems(
  {machines, preferred}: RigFederation,
  known: readonly string[] | undefined,
): MachineProblem[] {
  const named = new Set(machines ?? (preferred === undefined ? [] : [preferred]))
  const problems = known ? [...named].filter((name) => !known.includes(name)).map((name) => unknown(name, known)) : []
  if (preferred === undefined || !machines || machines.includes(preferred)) return problems
  return [...problems, notAllowed(preferred, machines)]
}

function unknown(name: string, known: readonly string[]): MachineProblem {
  return {
    key: `machines/${name}`,
    message: `The rig names a machine that does not exist: ${name}`,
    hint: didYouMean(name, known, 'machine'),
  }
}

function notAllowed(name: string, machines: readonly string[]): MachineProblem {
  return {
    key: 'preferred_machine',
    message: `The preferred machine is not among the rig's machines: ${name}`,
    hint: `add it to federation.machines; ${didYouMean(name, machines, 'machine')}`,
  }
}

function fieldOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? (value as Record<string, unknown>)[key]
    : undefined
}
