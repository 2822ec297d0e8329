import {join} from 'node:path'
import type {Connection, ReadRequest, Outcome} from '@gt-town/contract'
import {madeFolders, type Sight} from './undo-plan.js'
import type {World} from './world.js'
import {statesOf, treeAt} from './states.js'

/** What lies now where a run had been at work. */
export async function lookAround(connection: Connection, root: string, world: World): Promise<Sight> {
  const trees = new Set(world.trees())
  const states = await statesOf(
    connection,
    root,
    [...world.known.keys()].filter((path) => !trees.has(path)),
  )
  for (const path of trees) states.set(path, await treeAt(connection, join(root, path)))
  const folders = madeFolders(world).filter((path) => states.get(path)?.kind === 'folder')
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
