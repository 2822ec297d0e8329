/** What all code of the process stands on. A method that someone replaced there changes what every other plugin does. */
const shared: readonly (readonly [string, object])[] = [
  ...[
    Object,
    Function,
    Array,
    String,
    Number,
    Boolean,
    Symbol,
    Date,
    Promise,
    RegExp,
    Error,
    Map,
    Set,
    WeakMap,
    Buffer,
  ].flatMap(
    (type) =>
      [
        [type.name, type],
        [`${type.name}.prototype`, type.prototype as object],
      ] as const,
  ),
  ['JSON', JSON],
  ['Math', Math],
  ['Reflect', Reflect],
  ['globalThis', globalThis],
]

/**
 * Remembers the methods of the language's own objects.
 * @returns names the first one that is not what it was
 */
export function watchIntrinsics(): () => string | undefined {
  const owners: object[] = []
  const keys: PropertyKey[] = []
  const values: unknown[] = []
  const names: string[] = []
  for (const [name, owner] of shared) {
    for (const key of Reflect.ownKeys(owner)) {
      const value: unknown = Reflect.getOwnPropertyDescriptor(owner, key)?.value
      if (typeof value !== 'function') continue
      owners.push(owner)
      keys.push(key)
      values.push(value)
      names.push(`${name}.${String(key)}`)
    }
  }
  // Reads with what it has itself: the methods it looks at may be what was replaced.
  const count = owners.length
  return () => {
    for (let index = 0; index < count; index++) {
      if ((owners[index] as Record<PropertyKey, unknown>)[keys[index] as string] !== values[index]) return names[index]
    }
    return undefined
  }
}
