import type {DoctorCheck} from '@gt-town/contract'

export type ValidatedCheck =
  | {readonly ok: true; readonly check: DoctorCheck; readonly unknownKeys: readonly string[]}
  | {readonly ok: false; readonly problem: string}

const scopes: readonly unknown[] = ['environment', 'workspace', 'rig', 'machine']
const idPattern = /^[a-z0-9-]+(\/[a-z0-9-]+)+$/

/** What the contract says of each key; the ones it does not know are reported, not fatal. */
const rules: Readonly<Record<string, {test: (value: unknown) => boolean; expected: string; optional?: true}>> = {
  id: {
    test: (value) => typeof value === 'string' && idPattern.test(value),
    expected: 'like "acme/some-noun", in lower case',
  },
  title: {test: isLine, expected: 'one line of text'},
  category: {test: isLine, expected: 'one line of text'},
  scope: {test: (value) => scopes.includes(value), expected: `one of ${scopes.join(', ')}`},
  run: {test: isFunction, expected: 'a function'},
  fix: {test: isFunction, expected: 'a function', optional: true},
  description: {test: isText, expected: 'text', optional: true},
  remedy: {test: isText, expected: 'text', optional: true},
  docsUrl: {test: isText, expected: 'text', optional: true},
  requires: {
    test: (value) => Array.isArray(value) && value.every(isText),
    expected: 'a list of ids of checks',
    optional: true,
  },
  timeoutMs: {
    test: (value) => typeof value === 'number' && value > 0 && value <= 2 ** 31 - 1,
    expected: 'a number of milliseconds',
    optional: true,
  },
  deep: {test: (value) => typeof value === 'boolean', expected: 'true or false', optional: true},
}

/** Holds what a plugin gave against the contract of checks. */
export function validateCheck(value: unknown): ValidatedCheck {
  if (typeof value !== 'object' || value === null)
    return {ok: false, problem: `it is not an object but ${kindOf(value)}`}
  const given = value as Readonly<Record<string, unknown>>
  for (const [key, {test, expected, optional}] of Object.entries(rules)) {
    if (optional && given[key] === undefined) continue
    if (!test(given[key])) return {ok: false, problem: `its ${key} must be ${expected}`}
  }
  const unknownKeys = Object.keys(given).filter((key) => !Object.hasOwn(rules, key))
  return {ok: true, check: value as DoctorCheck, unknownKeys}
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isLine(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== '' && !value.includes('\n')
}

function isFunction(value: unknown): boolean {
  return typeof value === 'function'
}

function kindOf(value: unknown): string {
  return value === null ? 'null' : typeof value
}
