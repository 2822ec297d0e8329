import {statSync} from 'node:fs'
import {nameProblem, type Workspace} from '@gt-town/contract'
import {rigConfigFile, rigFolder, stateFile} from '@gt-town/town-layout'
import {naturally} from '@gt-town/text'
import type {Name, NamesQuestion} from './names.js'
import {remoteNames} from './remote-names.js'
import {field, folderEntries, jsonOf, textField} from './read.js'

/** The rigs of the town, here or as they were last seen on another machine. */
export function rigsOf({town, cacheFolder}: NamesQuestion, machine: string | undefined): Name[] {
  if (!town) return []
  if (!isHere(machine)) return remoteNames(cacheFolder, town, machine).rigs.map((value) => ({value}))
  const registered = field(jsonOf(stateFile(town)), 'projects')
  const names = typeof registered === 'object' && registered !== null ? Object.keys(registered) : rigFolders(town)
  return names
    .filter((name) => nameProblem('rig', name) === undefined)
    .sort(naturally)
    .map((value) => ({value, description: textField(field(registered, value), 'git_url')}))
}

/** The polecats of one rig, by their own names. */
export function polecatsOf({town, cacheFolder}: NamesQuestion, machine: string | undefined, rig: string): Name[] {
  if (!town || nameProblem('rig', rig) !== undefined) return []
  const names = isHere(machine)
    ? folderEntries(rigFolder(town, rig)).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []))
    : remoteNames(cacheFolder, town, machine)
        .polecats.filter((address) => address.startsWith(`${rig}/`))
        .map((address) => address.slice(rig.length + 1))
  return names
    .filter((name) => nameProblem('polecat', name) === undefined)
    .sort(naturally)
    .map((value) => ({value}))
}

function isHere(machine: string | undefined): machine is undefined | 'local' {
  return machine === undefined || machine === 'local'
}

/** Where the registry cannot be read. */
function rigFolders(town: Workspace): string[] {
  return folderEntries(town.root).flatMap((entry) => {
    const config = rigConfigFile({path: rigFolder(town, entry.name)})
    return entry.isDirectory() && isThere(config) ? [entry.name] : []
  })
}

function isThere(path: string): boolean {
  try {
    return statSync(path, {throwIfNoEntry: false}) !== undefined
  } catch {
    // It may not be looked at, so that it is there.
    return true
  }
}
