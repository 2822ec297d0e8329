import {basename, dirname, isAbsolute, join} from 'node:path'
import {includedIn, nameMatcher} from '@gt-town/connection-ssh/includes'
import {isGtError, type Connection} from '@gt-town/contract'
import {aliasesIn} from '../domain/found-machine.js'

const deepest = 16

/** The hosts that an ssh configuration names, and the files that it includes. @param home of the user @throws what reading `file` throws */
export async function sshAliases(connection: Connection, file: string, home: string): Promise<string[]> {
  const seen = new Set<string>()
  const read = async (path: string, depth: number): Promise<string[]> => {
    if (seen.has(path) || depth > deepest) return []
    seen.add(path)
    const text = (await connection.readFile(path)).toString()
    const found = await Promise.all(includedIn(text).map(async (word) => filesOf(connection, placeOf(word, home))))
    const more = await Promise.all(found.flat().map(async (included) => read(included, depth + 1).catch(ignoreMissing)))
    return [...aliasesIn(text), ...more.flat()]
  }
  return [...new Set(await read(file, 0))]
}

/** ssh passes over what is not there. */
function ignoreMissing(error: unknown): never[] {
  if (isGtError(error)) return []
  throw error
}

function placeOf(word: string, home: string): string {
  if (word.startsWith('~/')) return join(home, word.slice(2))
  return isAbsolute(word) ? word : join(home, '.ssh', word)
}

/** The files that a pattern in its last part means. */
async function filesOf(connection: Connection, path: string): Promise<string[]> {
  const [folder, name] = [dirname(path), basename(path)]
  if (!/[*?[]/.test(name)) return [path]
  const isMeant = nameMatcher(name)
  const entries = await connection.listDir(folder).catch(ignoreMissing)
  return entries.filter((entry) => isMeant(entry.name)).map((entry) => join(folder, entry.name))
}
