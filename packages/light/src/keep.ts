import {mkdirSync, renameSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {dirname} from 'node:path'

/**
 * Keeps what can be made again, for this user alone: whole or not at all. Two at once write the same, or the later one counts.
 * Where nothing can be kept, what asks for it is slower or knows less, and not wrong.
 */
export function keep(file: string, text: string): void {
  const temporary = `${file}.${process.pid}.${performance.now()}.tmp`
  try {
    makeFolders(dirname(file))
    writeFileSync(temporary, text, {mode: 0o600, flag: 'wx'})
  } catch {
    return
  }
  try {
    renameSync(temporary, file)
  } catch {
    rmSync(temporary, {force: true})
  }
}

/** One by one: with `recursive`, Node 22 never comes back from a path below /proc. */
function makeFolders(folder: string): void {
  if (statSync(folder, {throwIfNoEntry: false})) return
  if (dirname(folder) !== folder) makeFolders(dirname(folder))
  mkdirSync(folder, {mode: 0o700})
}
