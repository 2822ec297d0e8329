import {folderEntries, type NamesOf} from '@gt-town/light'
import {runsFolder} from '@gt-town/town-layout'

/** What `gt doctor --fix` did, the newest first. */
export const runCandidates: NamesOf = ({town}) => {
  const entries = town ? folderEntries(runsFolder(town)) : []
  const ids = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  return ids
    .sort()
    .reverse()
    .map((value) => ({value}))
}
