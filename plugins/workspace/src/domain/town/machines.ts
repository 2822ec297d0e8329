import type {SchemaError, Validator} from '@gt-town/json-file'

/** `machines.json` as far as rigs need it: who is in it. The rest is for the plugin that reaches machines to judge. */
export interface KnownMachines {
  version: 1
  machines: Record<string, unknown>
}

export const isKnownMachines: Validator<KnownMachines> = Object.assign(validate, {errors: null as SchemaError[] | null})

function validate(data: unknown): data is KnownMachines {
  const problem = problemOf(data)
  isKnownMachines.errors = problem && [problem]
  return problem === null
}

function problemOf(data: unknown): SchemaError | null {
  if (!isObject(data)) return notObject('')
  if (data['version'] !== 1) {
    return {instancePath: '/version', keyword: 'const', params: {allowedValue: 1}, message: 'must be 1'}
  }
  return isObject(data['machines']) ? null : notObject('/machines')
}

function notObject(instancePath: string): SchemaError {
  return {instancePath, keyword: 'type', params: {type: 'object'}, message: 'must be object'}
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
