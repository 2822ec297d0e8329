import type {Validator} from './validator.js'

/**
 * A valid document, with whatever of a broken one fits: each key is taken over only if the document stays valid with it.
 * @param base valid; used where the broken document says nothing that fits
 * @param fixed keys of `base` that the broken document may not change
 */
export function mergeSalvaged<T extends object>(
  validate: Validator<T>,
  base: T,
  broken: unknown,
  fixed: readonly string[] = ['type', 'version'],
): T {
  if (typeof broken !== 'object' || broken === null || Array.isArray(broken)) return base
  const result = {...base} as Record<string, unknown>
  for (const [key, value] of Object.entries(broken)) {
    if (fixed.includes(key) || key === '__proto__') continue
    const before = Object.getOwnPropertyDescriptor(result, key)
    result[key] = value
    if (validate(result)) continue
    if (before) Object.defineProperty(result, key, before)
    else Reflect.deleteProperty(result, key)
  }
  return result as T
}
