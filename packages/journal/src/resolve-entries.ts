import {join} from 'node:path'
import type {Connection} from '@gt-town/contract'
import type {Entry} from './journal.js'
import {isUnder} from './known-states.js'
import {isSameState, type State} from './state.js'
import {readState} from './read-state.js'

/** Where a run was at work. */
export interface RunLocation {
  readonly connection: Connection
  /** of the town */
  readonly root: string
  /** the run's own folder */
  readonly folder: string
}

/**
 * The changes of a run that happened and are not undone yet. Where gt was killed between a note and the change, or
 * between the change and the next note, what lies there decides.
 */
export async function resolveEntries(location: RunLocation, entries: readonly Entry[]): Promise<Entry[]> {
  const resolved: Entry[] = []
  for (const entry of entries) {
    if (entry.undo === 'done') continue
    if (entry.undo === 'begun' && (await isUndone(location, entry, entries))) continue
    const begun = entry.undo === 'begun' ? await restOf(location, entry) : entry
    const happened = begun.after === undefined ? await finished(location, begun) : begun
    if (happened) resolved.push(happened)
  }
  return resolved
}

/** @returns undefined where the change did not happen */
async function finished(location: RunLocation, entry: Entry): Promise<Entry | undefined> {
  const {change} = entry
  const now = async (path: string): Promise<State> => readState(location.connection, join(location.root, path))
  if (change.op === 'run') return {...entry, after: []}
  if (change.op === 'move') {
    const [from, to] = [await now(change.from), await now(change.to)]
    if (from.kind !== 'absent' || to.kind === 'absent') return undefined
    return {...entry, after: [{path: change.to, state: to}]}
  }
  const state = await now(change.path)
  const happened = {...entry, after: [{path: change.path, state}]}
  switch (change.op) {
    case 'write':
      return state.kind === 'file' && state.sha === change.sha ? happened : undefined
    case 'make':
      return state.kind === 'folder' ? happened : undefined
    case 'mode':
      return 'mode' in state && state.mode === change.mode ? happened : undefined
    case 'remove':
      return change.kept === undefined || (await isKept(location, change.kept)) ? happened : undefined
    case 'link':
      return state.kind === 'link' ? happened : undefined
    case 'lock':
      return state.kind === 'file' ? happened : undefined
  }
}

async function isUndone(
  location: RunLocation,
  {n, change, before}: Entry,
  entries: readonly Entry[],
): Promise<boolean> {
  const now = async (path: string): Promise<State> => readState(location.connection, join(location.root, path))
  const isAgain = async (path: string): Promise<boolean> => {
    const old = before.find((one) => one.path === path)?.state
    return old !== undefined && isSameState(old, await now(path))
  }
  switch (change.op) {
    case 'run': {
      const keeps = await Promise.all(before.map(async ({kept}) => kept !== undefined && isKept(location, kept)))
      if (keeps.some(Boolean)) return false
      const states = await Promise.all(
        before.filter(({state}) => state.kind === 'absent').map(async ({path}) => now(path)),
      )
      return states.every(({kind}) => kind === 'absent')
    }
    case 'move':
      // What the run itself removed later is not made again to hold it: it is gone then.
      return (
        (isRemovedLater(entries, n, change.from) || (await now(change.from)).kind !== 'absent') &&
        (await isAgain(change.to))
      )
    case 'remove':
      return change.kept === undefined
        ? (await now(change.path)).kind === 'absent'
        : !(await isKept(location, change.kept))
    default:
      return isAgain(change.path)
  }
}

function isRemovedLater(entries: readonly Entry[], n: number, path: string): boolean {
  return entries.some(
    ({n: later, change}) =>
      later > n && change.op === 'remove' && change.kept === undefined && isUnder(path, change.path),
  )
}

/** What is left to undo of a change whose undo takes several steps. */
async function restOf(location: RunLocation, entry: Entry): Promise<Entry> {
  const {change, before} = entry
  if (change.op === 'run') {
    const keeps = await Promise.all(before.map(async ({kept}) => kept === undefined || isKept(location, kept)))
    const back = new Set(before.filter((_one, index) => keeps[index] === false).map(({path}) => path))
    const rest = {...change, paths: change.paths.filter((path) => !back.has(path))}
    return {...entry, change: rest, before: before.filter(({path}) => !back.has(path))}
  }
  if (change.op !== 'move') return entry
  return (await isMovedBack(location, change, before)) ? {...entry, after: [], isMovedBack: true} : entry
}

async function isMovedBack(
  {connection, root}: RunLocation,
  {from, to}: {readonly from: string; readonly to: string},
  before: Entry['before'],
): Promise<boolean> {
  if (before.find(({path}) => path === to)?.state.kind !== 'folder') return false
  if ((await readState(connection, join(root, from))).kind === 'absent') return false
  const now = await readState(connection, join(root, to))
  return now.kind === 'absent' || (now.kind === 'folder' && (await connection.listDir(join(root, to))).length === 0)
}

async function isKept({connection, folder}: RunLocation, name: string): Promise<boolean> {
  return (await readState(connection, join(folder, name))).kind !== 'absent'
}
