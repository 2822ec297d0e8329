import {folderEntries, jsonOf, textField, type NamesOf} from '@gt-town/light'
import {trashFolder, trashManifestFile} from '@gt-town/town-layout'

/** What lies in the trash, the newest first: each by what it was, and by its id. */
export const trashEntryCandidates: NamesOf = ({town}) => {
  if (!town) return []
  const ids = folderEntries(trashFolder(town)).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
  const entries = ids
    .sort()
    .reverse()
    .map((id) => {
      const manifest = jsonOf(trashManifestFile(town, id))
      return {id, address: textField(manifest, 'address'), at: textField(manifest, 'removed_at') ?? ''}
    })
  const addresses = [...new Set(entries.flatMap(({address}) => address ?? []))]
  return [
    ...addresses.map((value) => ({value, description: 'the newest of it'})),
    ...entries.map(({id, address, at}) => ({value: id, description: `${address ?? '?'} ${at}`.trim()})),
  ]
}
