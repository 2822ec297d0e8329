import {join} from 'node:path'
import {isGtError, type Connection, type ReadRequest, type Outcome, type Stat} from '@gt-town/contract'
import {absent, type State} from './state.js'

/** Of a larger file its size and time have to do. */
const hashedBytes = 64 * 1024 * 1024

/** The states of these paths of the town; links are not followed. */
export async function readStates(
  connection: Connection,
  root: string,
  paths: readonly string[],
): Promise<Map<string, State>> {
  const requests = paths.map((path): ReadRequest => ({op: 'stat', path: join(root, path), follow: false}))
  const stats = (await connection.inspect(requests)) as Outcome<Stat>[]
  const states = new Map<string, State>()
  for (const [index, path] of paths.entries()) {
    const stat = stats[index]
    if (stat) states.set(path, await stateOf(connection, join(root, path), stat))
  }
  return states
}

export async function readState(connection: Connection, path: string): Promise<State> {
  const [stat] = await connection.inspect([{op: 'stat', path, follow: false}])
  return stateOf(connection, path, stat)
}

/** The state of a folder that a program made, or absent. */
export async function readTree(connection: Connection, path: string): Promise<State> {
  if ((await readState(connection, path)).kind === 'absent') return absent
  return {kind: 'tree', print: await fingerprintOf(connection, path)}
}

/** SHA-256 in hex. */
export async function sha256(data: Uint8Array): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', Buffer.from(data))).toString('hex')
}

/**
 * A hash of what a folder holds: names, kinds and modes of all in it, sizes and times of its files and links. The bytes
 * of a large clone would take too long.
 */
async function fingerprintOf(connection: Connection, folder: string): Promise<string> {
  const own = await connection.stat(folder, {follow: false})
  const lines = [factsOf(own).join('\0')]
  if (own.type !== 'directory') return sha256(Buffer.from(lines.join()))
  for (let level = ['']; level.length > 0;) {
    const lists = await connection.inspect(level.map((path): ReadRequest => ({op: 'list', path: join(folder, path)})))
    const paths: string[] = []
    for (const [index, path] of level.entries()) {
      const list = lists[index] as Outcome<{name: string}[]> | undefined
      if (list?.ok) paths.push(...list.value.map(({name}) => join(path, name)))
      else lines.push(`${path}\0${list?.error.code}`)
    }
    const requests = paths.map((path): ReadRequest => ({op: 'stat', path: join(folder, path), follow: false}))
    const stats = (await connection.inspect(requests)) as Outcome<Stat>[]
    level = []
    for (const [index, path] of paths.entries()) {
      const stat = stats[index]
      if (!stat?.ok) lines.push(`${path}\0${stat?.error.code}`)
      else lines.push([path, ...factsOf(stat.value)].join('\0'))
      if (stat?.ok && stat.value.type === 'directory') level.push(path)
    }
  }
  return sha256(Buffer.from(lines.sort().join('\n')))
}

function factsOf({type, mode, size, mtimeMs}: Stat): (string | number)[] {
  return type === 'directory' ? [type, mode] : [type, mode, size, mtimeMs]
}

async function stateOf(connection: Connection, path: string, stat: Outcome<Stat>): Promise<State> {
  if (!stat.ok) {
    if (stat.error.code === 'GT_NOT_FOUND') return absent
    throw stat.error
  }
  const {type, mode, size, mtimeMs} = stat.value
  if (type === 'directory') return {kind: 'folder', mode}
  if (type === 'symlink') return {kind: 'link', size, mtime_ms: mtimeMs}
  if (type === 'other') return {kind: 'other', mode}
  const sha = await shaOf(connection, path)
  return {kind: 'file', mode, size, ...(sha === undefined ? {mtime_ms: mtimeMs} : {sha})}
}

async function shaOf(connection: Connection, path: string): Promise<string | undefined> {
  try {
    return await sha256(await connection.readFile(path, {maxBytes: hashedBytes}))
  } catch (error) {
    if (isGtError(error, 'GT_PERMISSION_DENIED') || isGtError(error, 'GT_TOO_LARGE')) return undefined
    throw error
  }
}
