/** Names of the plugins that a user's package.json of oclif lists. */
export function installedPlugins(text: string): {names: readonly string[]; problem?: string} {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return {names: [], problem: 'The list of installed plugins is not JSON'}
  }
  const plugins = keyOf(keyOf(document, 'oclif'), 'plugins')
  if (!Array.isArray(plugins)) return {names: []}
  const names = plugins.map((plugin: unknown) => keyOf(plugin, 'name')).filter((name) => typeof name === 'string')
  return {names}
}

function keyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}
