import type {Connection, Outcome, Rig, Stat, Workspace} from '@gt-town/contract'
import {maxJsonBytes as maxBytes, parseJson, printProblem} from '@gt-town/json-file'
import {mayorClone, refineryClone, rigConfigFile} from '@gt-town/town-layout'
import {isAbsent} from '../../domain/is-absent.js'
import {isRigConfig} from '../../domain/documents.js'

/** In what state each rig is, decided by what the doctor's checks of rigs look at: `ok`, or what is wrong. One round trip for all. */
export async function rigStates(connection: Connection, town: Workspace, rigs: readonly Rig[]): Promise<string[]> {
  const [folders, configs, refineries, mayors] = await Promise.all([
    connection.inspect(rigs.map(({path}) => ({op: 'stat', path, follow: false}) as const)),
    connection.inspect(rigs.map((rig) => ({op: 'read', path: rigConfigFile(rig), maxBytes}) as const)),
    connection.inspect(rigs.map((rig) => ({op: 'stat', path: refineryClone(rig)}) as const)),
    connection.inspect(rigs.map(({name}) => ({op: 'stat', path: mayorClone(town, name)}) as const)),
  ])
  return Promise.all(
    rigs.map(async (rig, at) => {
      const state = await stateOf(rig, folders[at], configs[at])
      if (state !== 'ok') return state
      const [refinery, mayor] = [refineries[at], mayors[at]]
      if (refinery && isAbsent(refinery)) return 'refinery clone missing'
      return mayor && isAbsent(mayor) ? "mayor's clone missing" : 'ok'
    }),
  )
}

async function stateOf(
  {registered}: Rig,
  folder: Outcome<Stat> | undefined,
  config: Outcome<Buffer> | undefined,
): Promise<string> {
  if (!folder || !config || isAbsent(folder)) return 'folder missing'
  if (!folder.ok) return `folder unreadable: ${folder.error.message}`
  if (folder.value.type !== 'directory') return 'not a folder'
  if (isAbsent(config)) return 'config missing'
  if (!config.ok) return `config unreadable: ${config.error.message}`
  const parsed = await parseJson(config.value, isRigConfig)
  if (!parsed.ok) return `config invalid: ${printProblem(parsed.problem)}`
  return registered ? 'ok' : 'not registered'
}
