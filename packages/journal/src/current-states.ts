import {join} from 'node:path'
import type {Connection, ReadRequest, Outcome} from '@gt-town/contract'
import type {KnownStates} from './known-states.js'
import {readStates, readTree} from './read-state.js'
import type {State} from './state.js'

/** The states that the paths of a run have now. */
export interface CurrentStates {
  readonly states: ReadonlyMap<string, State>
  /** names in the folders that the run had made, by path */
  readonly names: ReadonlyMap<string, readonly string[]>
}

export async function readCurrentStates(
  connection: Connection,
  root: string,
  known: KnownStates,
): Promise<CurrentStates> {
  const trees = new Set(known.trees())
  const states = await readStates(
    connection,
    root,
    [...known.byPath.keys()].filter((path) => !trees.has(path)),
  )
  for (const path of trees) states.set(path, await readTree(connection, join(root, path)))
  const folders = createdFolders(known).filter((path) => states.get(path)?.kind === 'folder')
  const lists = (await connection.inspect(
    folders.map((path): ReadRequest => ({op: 'list', path: join(root, path)})),
  )) as Outcome<{name: string}[]>[]
  const names = new Map<string, string[]>()
  for (const [index, path] of folders.entries()) {
    const list = lists[index]
    if (list?.ok)
      names.set(
        path,
        list.value.map(({name}) => name),
      )
  }
  return {states, names}
}

/** Those that were made and are to go. */
function createdFolders(known: KnownStates): string[] {
  return [...known.byPath].flatMap(([path, {state, wasCreated}]) =>
    wasCreated && state.kind === 'folder' ? [path] : [],
  )
}
