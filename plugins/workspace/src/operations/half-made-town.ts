import type {Connection, Workspace} from '@gt-town/contract'
import {areTownFiles} from '../domain/candidate.js'
import {configFolder} from '@gt-town/town-layout'

/** The nearest of these folders that has the files of a town, though not the one that marks it as such. */
export async function halfMadeTown(connection: Connection, folders: readonly string[]): Promise<string | undefined> {
  const towns = folders.flatMap((root): Workspace[] => [
    {root, configDir: 'mayor'},
    {root, configDir: '.gastown'},
  ])
  const lists = await connection.inspect(towns.map((town) => ({op: 'list', path: configFolder(town)}) as const))
  return towns.find((_town, index) => {
    const list = lists[index]
    return list?.ok === true && areTownFiles(list.value.map(({name}) => name))
  })?.root
}
