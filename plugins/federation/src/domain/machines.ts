import type {SchemaError, Validator} from '@gt-town/json-file'

/** `machines.json`, as far as it is used here; other keys are kept. */
export interface Machines {
  version: 1
  machines: Record<string, {type?: unknown}>
}

/** The machine everybody has. */
const localMachine = 'local'

export const isMachines: Validator<Machines> = Object.assign(validate, {errors: null as SchemaError[] | null})

/** Every machine a rig can name. */
export function knownMachines({machines}: Machines): string[] {
  return [localMachine, ...Object.keys(machines).sort()]
}

/** Whether some machine is reached over SSH; those of gcp are too. */
export function needsSsh({machines}: Machines): boolean {
  return Object.values(machines).some(({type}) => type !== localMachine)
}

/** By hand: a compiled schema would cost more to load than it checks. */
function validate(data: unknown): data is Machines {
  isMachines.errors = problemsOf(data)
  return isMachines.errors.length === 0
}

function problemsOf(data: unknown): SchemaError[] {
  if (!isObject(data)) return [notObject('')]
  if (data['version'] !== 1)
    return [{instancePath: '/version', keyword: 'const', params: {allowedValue: 1}, message: 'must be 1'}]
  const {machines} = data
  if (!isObject(machines)) return [notObject('/machines')]
  return Object.entries(machines)
    .filter(([, machine]) => !isObject(machine))
    .map(([name]) => notObject(`/machines/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`))
}

function notObject(instancePath: string): SchemaError {
  return {instancePath, keyword: 'type', params: {type: 'object'}, message: 'must be object'}
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
