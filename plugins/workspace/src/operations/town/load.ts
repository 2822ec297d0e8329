import {GtError, type Connection, type Location, type Workspace} from '@gt-town/contract'
import {FileCorruptError, parseJson} from '@gt-town/json-file'
import {isWorkspaceConfig} from '../../domain/documents.js'
import {configFile} from '@gt-town/town-layout'
import {searchTown, type Where} from './locate.js'

/**
 * The town, its configuration checked.
 * @throws GtError `GT_TOWN_NOT_FOUND`; FileCorruptError; what the connection throws for a configuration it cannot read
 */
export async function load(connection: Connection, where: Where): Promise<Workspace> {
  const {location, config} = await searchTown(connection, where)
  if (!location.found) throw townNotFound(location, where)
  if (config?.ok === false) throw config.error
  if (config) {
    const parsed = await parseJson(config.value, isWorkspaceConfig)
    if (!parsed.ok) throw new FileCorruptError(configFile(location.workspace), parsed.problem)
  }
  return location.workspace
}

function townNotFound({looked, reason}: Location & {found: false}, where: Where): GtError {
  const [nearest = ''] = looked
  const above = 'town' in where || looked.length === 1 ? '' : ' and every folder above it'
  const because = reason === undefined ? '' : `; ${reason}`
  return new GtError('GT_TOWN_NOT_FOUND', `no town here: looked in ${nearest}${above}${because}`, {
    hint: 'make one with gt install, or name one with --town DIR',
  })
}
