import {
  GtError,
  nameProblem,
  parseName,
  UsageError,
  type Connection,
  type DirEntry,
  type Outcome,
  type Rig,
  type Workspace,
} from '@gt-town/contract'
import {didYouMean, naturally, quoteIfNeeded} from '@gt-town/text'
import {FileCorruptError, maxJsonBytes as maxBytes, parseJson, parseLoosely} from '@gt-town/json-file'
import {isAbsent} from '../../domain/is-absent.js'
import {isWorkspaceState, type WorkspaceState} from '../../domain/documents.js'
import {refineryFolder, removedRigConfigFile, rigConfigFile, rigFolder, stateFile} from '@gt-town/town-layout'
import {rigMarkerOf, type RigMarker} from '../../domain/rigs/rig-marker.js'

/**
 * Every rig that is registered or says it is one, sorted by name, in two round trips.
 * @param options.strict throw where the registry is missing or broken, instead of going by the folders alone
 */
export async function rigs(connection: Connection, town: Workspace, options: {strict?: boolean} = {}): Promise<Rig[]> {
  const [state, entries] = await connection.inspect([
    {op: 'read', path: stateFile(town), maxBytes},
    {op: 'list', path: town.root},
  ])
  const projects = await registryOf(town, state, options.strict ?? false)
  const registered = Object.keys(projects).filter((name) => nameProblem('rig', name) === undefined)
  const names = [...new Set([...registered, ...possibleRigs(entries)])].sort(naturally)
  const markers = await markersOf(connection, town, names)
  return names.flatMap((name): Rig[] => {
    const project = Object.hasOwn(projects, name) ? projects[name] : undefined
    const marker = markers.get(name) ?? {kind: 'none'}
    if (!project && marker.kind === 'none') return []
    const gitUrl = (marker.kind === 'rig' ? marker.gitUrl : undefined) ?? project?.git_url
    return [
      {
        name,
        path: rigFolder(town, name),
        registered: project !== undefined,
        configured: marker.kind === 'rig',
        ...(gitUrl === undefined ? {} : {gitUrl}),
        ...(project && project.git_url !== gitUrl ? {registeredUrl: project.git_url} : {}),
      },
    ]
  })
}

/** @throws UsageError `GT_RIG_NOT_FOUND` with what is near; FileCorruptError for a broken registry */
export async function findRig(connection: Connection, town: Workspace, name: string): Promise<Rig> {
  const known = await rigs(connection, town, {strict: true})
  const rig = known.find((one) => one.name === name)
  if (rig) return rig
  parseName('rig', name)
  throw new UsageError('GT_RIG_NOT_FOUND', `there is no rig ${name} in ${town.root}`, {
    hint: (await wasRemoved(connection, town, name))
      ? `it was removed, and its folder stayed: gt rig adopt ${quoteIfNeeded(name)} brings it back`
      : known.length === 0
        ? 'add one with gt rig add NAME GIT_URL'
        : didYouMean(
            name,
            known.map((one) => one.name),
            'rig',
          ),
  })
}

/** Whether the folder of a rig is there that was taken out of the registry. */
export async function wasRemoved(connection: Connection, town: Workspace, name: string): Promise<boolean> {
  const [config] = await connection.inspect([{op: 'stat', path: removedRigConfigFile({path: rigFolder(town, name)})}])
  return config.ok
}

async function registryOf(
  town: Workspace,
  outcome: Outcome<Buffer>,
  strict: boolean,
): Promise<WorkspaceState['projects']> {
  if (!outcome.ok) {
    if (!strict) return {}
    if (!isAbsent(outcome)) throw outcome.error
    throw new GtError('GT_STATE_MISSING', `the registry of rigs is missing: ${stateFile(town)}`, {
      hint: 'run gt doctor --fix, which rebuilds it from the rigs',
      cause: outcome.error,
    })
  }
  const parsed = await parseJson(outcome.value, isWorkspaceState)
  if (parsed.ok) return parsed.value.projects
  if (strict) throw new FileCorruptError(stateFile(town), parsed.problem)
  return {}
}

/** Folders that could be a rig; a link is one only if it is registered, since it may lead into another town. */
function possibleRigs(entries: Outcome<DirEntry[]>): string[] {
  if (!entries.ok) return []
  return entries.value
    .filter(({type, name}) => type === 'directory' && nameProblem('rig', name) === undefined)
    .map(({name}) => name)
}

async function markersOf(
  connection: Connection,
  town: Workspace,
  names: readonly string[],
): Promise<Map<string, RigMarker>> {
  const configs = await connection.inspect(
    names.map((name) => ({op: 'read', path: rigConfigFile({path: rigFolder(town, name)}), maxBytes}) as const),
  )
  const documents = await Promise.all(
    configs.map(async (config) => (config.ok ? parseLoosely(config.value) : undefined)),
  )
  const markers = new Map(names.map((name, index) => [name, rigMarkerOf(configs[index], documents[index])]))
  const broken = names.filter((name) => markers.get(name)?.kind === 'broken')
  if (broken.length === 0) return markers
  // A broken configuration beside a refinery is still a rig's; any other is none of ours.
  const refineries = await connection.inspect(
    broken.map((name) => ({op: 'stat', path: refineryFolder({path: rigFolder(town, name)})}) as const),
  )
  broken.forEach((name, index) => {
    if (!refineries[index]?.ok) markers.set(name, {kind: 'none'})
  })
  return markers
}
