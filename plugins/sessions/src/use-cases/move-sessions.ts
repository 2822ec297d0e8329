import {isGtError, type Place, type TrashQuestion} from '@gt-town/contract'
import {addressOfSession, sessionNameOf} from '@gt-town/tmux'
import {sessionFiles, sessionsFolder, trashedSessions, under} from '@gt-town/town-layout'
import {parseIntent, printIntent} from '../domain/intent.js'
import {isPartOf} from '../domain/part-of.js'

/**
 * What is noted of sessions goes into the trash with the polecat or rig they belong to, and comes back with it.
 * @returns what stayed where it was, since another one is there, one line each
 * @throws what the connection throws
 */
export async function moveSessions({place, address, entry, back}: TrashQuestion): Promise<string[]> {
  const aside = trashedSessions(place.workspace, entry)
  if (back !== undefined) return bringBack(place, aside, {from: address, to: back})
  const {connection, workspace} = place
  const folder = sessionsFolder(workspace)
  const files = (await filesIn(place, folder)).filter((file) => {
    const own = addressOf(file)
    return own !== undefined && isPartOf(own, address)
  })
  if (files.length === 0) return []
  await connection.mkdirAll(aside)
  for (const file of files) await connection.rename(under(folder, file), under(aside, file))
  return []
}

async function bringBack(place: Place, aside: string, names: {from: string; to: string}): Promise<string[]> {
  const {connection, workspace} = place
  const left: string[] = []
  const files = await filesIn(place, aside)
  if (files.length > 0) await connection.mkdirAll(sessionsFolder(workspace))
  for (const file of files) {
    const before = addressOf(file)
    if (before === undefined || !isPartOf(before, names.from)) continue
    const after = names.to + before.slice(names.from.length)
    const source = under(aside, file)
    const target = under(sessionsFolder(workspace), sessionNameOf(after) + extensionOf(file))
    if (await connection.fileExists(target)) left.push(`${source} stays there: ${target} is there already`)
    else await moveAs(place, source, target, after)
  }
  try {
    await connection.remove(aside)
  } catch (error) {
    if (!isGtError(error, 'GT_NOT_FOUND') && !isGtError(error, 'GT_NOT_EMPTY')) throw error
  }
  return left
}

/** What is wanted of a session says of which: under another name it is another one. */
async function moveAs({connection, workspace}: Place, source: string, target: string, address: string): Promise<void> {
  if (target === sessionFiles(workspace, sessionNameOf(address)).intent) {
    const intent = parseIntent((await connection.readFile(source)).toString())
    if (intent && intent.address !== address) await connection.writeFile(source, printIntent({...intent, address}))
  }
  await connection.rename(source, target)
}

async function filesIn({connection}: Place, folder: string): Promise<string[]> {
  const [list] = await connection.inspect([{op: 'list', path: folder}])
  if (!list.ok && list.error.code !== 'GT_NOT_FOUND') throw list.error
  return list.ok ? list.value.filter(({type}) => type === 'file').map(({name}) => name) : []
}

/** Of the session that a file is of; undefined for what is none of one, such as a lock. */
function addressOf(file: string): string | undefined {
  return addressOfSession(file.slice(0, -extensionOf(file).length))
}

function extensionOf(file: string): string {
  return /\.[^.]*$/.exec(file)?.[0] ?? ''
}
