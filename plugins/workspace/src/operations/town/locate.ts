import type {Connection, Location, Outcome, Workspace} from '@gt-town/contract'
import {maxJsonBytes as maxBytes, parseLoosely} from '@gt-town/json-file'
import {areTownFiles, chooseTown, markerOf, type TownCandidate} from '../../domain/town/town-candidate.js'
import {configFile, configFolder, possibleTowns} from '@gt-town/town-layout'
import {physicalPath, withAncestors} from './physical-path.js'

export type Where = {town: string} | {from: string}

/** Where the town is, and its configuration as it was read on the way, so that `load` need not read it again. */
export interface Search {
  location: Location
  config?: Outcome<Buffer>
}

/**
 * Which folder is the town? Decides by what configurations say; whether they are valid is for `load`.
 * @param where `town`: this very folder; `from`: this folder or the nearest one above, symbolic links resolved first
 */
export async function locate(connection: Connection, where: Where): Promise<Location> {
  return (await searchTown(connection, where)).location
}

/** The same, with the configuration. One round trip where the path has no symbolic links and nothing is broken. */
export async function searchTown(connection: Connection, where: Where): Promise<Search> {
  const isExact = 'town' in where
  const start = isExact ? where.town : where.from
  const foldersOf = (path: string): string[] => (isExact ? [path] : withAncestors(path))
  const guess = await readCandidates(connection, start, foldersOf(start))
  const physical = guess.physical ?? (await physicalPath(connection, start))
  const folders = foldersOf(physical)
  const read = physical === start ? guess : await readCandidates(connection, physical, folders)
  const candidates = await addEvidence(connection, read.candidates)
  const choice = chooseTown(candidates, isExact ? 'exact' : 'walk')
  if (choice.found) {
    const {town, config, document} = choice.candidate
    return {location: {found: true, workspace: withSettings(town, document)}, config}
  }
  return {location: {found: false, looked: folders, ...(choice.reason === undefined ? {} : {reason: choice.reason})}}
}

/** What others ask about a town is in the configuration that was read anyway. */
function withSettings(town: Workspace, document: unknown): Workspace {
  if (typeof document !== 'object' || document === null) return town
  const {name, agent, agents, doctor, mail, machine} = document as Readonly<Record<string, unknown>>
  return {
    ...town,
    ...(typeof name === 'string' && name !== '' && {name}),
    ...(isMachine(machine) && {machine}),
    ...(doctor !== undefined && {doctorSettings: doctor}),
    ...(mail !== undefined && {mailSettings: mail}),
    ...((agent !== undefined || agents !== undefined) && {agentSettings: {agent, agents}}),
  }
}

function isMachine(value: unknown): value is NonNullable<Workspace['machine']> {
  if (typeof value !== 'object' || value === null || !('name' in value) || !('hub' in value)) return false
  return typeof value.name === 'string' && typeof value.hub === 'string'
}

async function readCandidates(
  connection: Connection,
  start: string,
  folders: readonly string[],
): Promise<{physical: string | undefined; candidates: TownCandidate[]}> {
  const towns = folders.flatMap(possibleTowns)
  const [real, ...configs] = await connection.inspect([
    {op: 'realpath', path: start},
    ...towns.map((town) => ({op: 'read', path: configFile(town), maxBytes}) as const),
  ])
  const candidates = await Promise.all(
    towns.map(async (town, index): Promise<TownCandidate[]> => {
      const config = configs[index]
      if (!config) return []
      const document = config.ok ? await parseLoosely(config.value) : undefined
      return [{town, config, document, hasTownFiles: false}]
    }),
  )
  return {physical: real.ok ? real.value : undefined, candidates: candidates.flat()}
}

/** Looks beside the configurations that are nearer than the nearest sound one: is the rest of a town there? */
async function addEvidence(connection: Connection, candidates: readonly TownCandidate[]): Promise<TownCandidate[]> {
  const sound = candidates.findIndex((candidate) => markerOf(candidate) === 'town')
  const nearer = sound === -1 ? candidates : candidates.slice(0, sound)
  const doubtful = nearer.filter((candidate) => {
    const marker = markerOf(candidate)
    return marker === 'broken' || marker === 'unmarked' || (marker === 'absent' && sound === -1)
  })
  if (doubtful.length === 0) return [...candidates]
  const lists = await connection.inspect(doubtful.map(({town}) => ({op: 'list', path: configFolder(town)}) as const))
  const evident = doubtful.filter(({town}, index) => {
    const list = lists[index]
    return (
      list?.ok === true &&
      areTownFiles(
        town,
        list.value.map(({name}) => name),
      )
    )
  })
  return candidates.map((candidate) => ({...candidate, hasTownFiles: evident.includes(candidate)}))
}

/** The nearest of these folders that has the files of a town, though not the one that marks it as such. */
export async function incompleteTown(
  connection: Connection,
  folders: readonly string[],
): Promise<Workspace | undefined> {
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
  })
}
