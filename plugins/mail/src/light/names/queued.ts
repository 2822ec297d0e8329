import {folderEntries, jsonLine, textField, textIfThere, type NamesOf} from '@gt-town/light'
import {deadMailFolder, waitingMailFolder} from '@gt-town/town-layout'

/** Enough for a person to choose from. */
const lookedAtFiles = 50

/** Mail that waits or was given up, by its ids. */
export const queuedCandidates: NamesOf = ({town}) => {
  if (!town) return []
  const files = [waitingMailFolder(town), deadMailFolder(town)].flatMap((folder) =>
    folderEntries(folder).flatMap(({name}) => (name.endsWith('.jsonl') ? [`${folder}/${name}`] : [])),
  )
  const ids = files.slice(0, lookedAtFiles).flatMap((file) => linesOf(file).flatMap(idIn))
  return [...new Set(ids)].map((value) => ({value}))
}

function linesOf(file: string): string[] {
  try {
    return (textIfThere(file) ?? '').split('\n')
  } catch {
    return []
  }
}

function idIn(line: string): string[] {
  const id = textField(jsonLine(line), 'id')
  return id === undefined ? [] : [id]
}
