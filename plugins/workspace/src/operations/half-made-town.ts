import type {Connection} from '@gt-town/contract'
import {areTownFiles} from '../domain/candidate.js'
import {configFolder, possibleTowns} from '@gt-town/town-layout'

/** The nearest of these folders that has the files of a town, though not the one that marks it as such. */
export async function halfMadeTown(connection: Connection, folders: readonly string[]): Promise<string | undefined> {
  const towns = folders.flatMap(possibleTowns)
  const lists = await connection.inspect(towns.map((town) => ({op: 'list', path: configFolder(town)}) as const))
  return towns.find((town, index) => {
    const list = lists[index]
    return (
      list?.ok === true &&
      areTownFiles(
        town,
        list.value.map(({name}) => name),
      )
    )
  })?.root
}
