import {field, jsonOf, type NamesOf} from '@gt-town/light'
import {configFile} from '@gt-town/town-layout'
import {ownProfiles} from '../../domain/profiles/index.js'

/** Agents that gt knows, and those of the town's configuration. */
export const agentCandidates: NamesOf = ({town}) => {
  const added = town && field(jsonOf(configFile(town)), 'agents')
  const own = Object.keys(ownProfiles)
  return [...new Set([...own, ...Object.keys(typeof added === 'object' && added !== null ? added : {})])].map(
    (value) => ({value}),
  )
}
