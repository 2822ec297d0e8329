import {dirname} from 'node:path'
import type {Connection, Place} from '@gt-town/contract'
import type {Name} from '@gt-town/light'
import type {PluginHost} from '@gt-town/plugin-host'
import {answeredNames, thirdPartyNamesFile} from './third-party-names.js'

interface RefreshMeans {
  /** to this machine */
  readonly connection: Connection
  readonly cacheFolder: string
  readonly signal: AbortSignal
}

/** Of one kind; a shell shows no more to anybody's use. */
const maxNames = 1000

/**
 * Asks plugins of others for names, and keeps them for Tab. Their checks are names too: of the kind `check`.
 * @param place the town; without one only checks are asked for
 * @returns the kinds that there are
 */
export async function refreshNames(
  host: PluginHost,
  place: Place | undefined,
  {connection, cacheFolder, signal}: RefreshMeans,
): Promise<string[]> {
  const [answers, checks] = await Promise.all([place ? host.askNames({...place, signal}) : undefined, host.askChecks()])
  const names = new Map<string, Name[]>()
  const add = (kind: string, list: readonly Name[]): void => {
    names.set(kind, [...(names.get(kind) ?? []), ...list].slice(0, maxNames))
  }
  for (const {value} of answers?.answers ?? []) {
    if (typeof value !== 'object' || value === null) continue
    for (const [kind, list] of Object.entries(value)) add(kind, answeredNames(list))
  }
  for (const {value} of checks.answers)
    add('check', answeredNames(value.map(({id, title}) => ({value: id, description: title}))))
  const town = place?.workspace.root ?? ''
  const file = thirdPartyNamesFile(cacheFolder, town)
  await connection.mkdirAll(dirname(file))
  await connection.writeFile(file, `${JSON.stringify({version: 1, town, names: Object.fromEntries(names)})}\n`, {
    mode: 0o600,
  })
  return [...names.keys()]
}
