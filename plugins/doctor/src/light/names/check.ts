import {field, jsonOf, type NamesOf} from '@gt-town/light'
import {lastResultFile} from '@gt-town/town-layout'

/** Checks that the last run of the doctor knew; gt's own are known without. */
export const checkCandidates: NamesOf = ({town}) => {
  const last = town && jsonOf(lastResultFile(town))
  const results = field(last, 'results')
  if (!Array.isArray(results)) return []
  const ids = results.map((result) => field(result, 'id')).filter((id) => typeof id === 'string')
  return [...new Set(ids)].map((value) => ({value}))
}
