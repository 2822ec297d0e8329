import {fail, isGtError, pass, skip, type Connection, type EnvironmentCheck, type Finding} from '@gt-town/contract'

export interface PluginFacts {
  /** the package of gt itself */
  readonly root: string
  /** what it says it consists of */
  readonly declared: readonly string[]
  /** where oclif notes what the user installed or linked */
  readonly installedFile: string
  readonly loaded: () => ReadonlySet<string>
}

/** oclif only prints a warning about a plugin it cannot load, and everything the plugin would check goes unchecked. */
export function pluginsLoaded(facts: PluginFacts): EnvironmentCheck {
  return {
    id: 'doctor/plugins-loaded',
    title: 'Every installed plugin is loaded',
    category: 'Plugins',
    scope: 'environment',
    description: 'A plugin that is declared or installed but was not loaded: its commands and its checks are missing.',
    remedy: 'Run any command with DEBUG=* to see why, then install it again: gt plugins install NAME.',

    async run({connection}) {
      if (connection.machine !== 'local') return skip('plugins are loaded on this machine, not on that one')
      const loaded = facts.loaded()
      const core = facts.declared.filter((name) => !loaded.has(name))
      const {names, problem} = await installed(connection, facts.installedFile)
      const user = names.filter((name) => !loaded.has(name))
      const findings: Finding[] = [
        ...core.map((name) =>
          fail(`${name} is part of ${facts.root} but was not loaded`, {key: name, hint: 'install gt again'}),
        ),
        ...user.map((name) =>
          fail(`${name} is installed but was not loaded`, {key: name, hint: `gt plugins install ${name}`}),
        ),
        ...(problem === undefined ? [] : [fail(problem, {key: facts.installedFile, path: facts.installedFile})]),
      ]
      return findings.length > 0 ? findings : pass()
    },
  }
}

async function installed(connection: Connection, file: string): Promise<{names: readonly string[]; problem?: string}> {
  try {
    return installedPlugins((await connection.readFile(file)).toString())
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return {names: []}
    throw error
  }
}

/** Names of the plugins that a user's package.json of oclif lists. */
function installedPlugins(text: string): {names: readonly string[]; problem?: string} {
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
