import {foldName, nameProblem} from '@gt-town/contract'
import {isWorkspaceState, type RegisteredRig, type WorkspaceState} from './documents.js'
import {mend} from './mend.js'

/**
 * The registry, made again.
 * @param broken what can still be read of the old one; its entries win, since only they know when a rig was added
 * @param found rigs that are in the town: name to the URL it comes from
 */
export function mendRegistry(broken: unknown, found: ReadonlyMap<string, string>): WorkspaceState {
  const rest = mend<WorkspaceState>(isWorkspaceState, {version: 1, projects: {}}, broken, ['version', 'projects'])
  const projects: Record<string, RegisteredRig> = {}
  for (const [name, entry] of [...entriesOf(broken), ...entriesOf({projects: fromUrls(found)})]) {
    const taken = Object.keys(projects).some((other) => foldName(other) === foldName(name))
    if (!taken && nameProblem('rig', name) === undefined && isEntry(name, entry)) projects[name] = entry
  }
  return {...rest, projects}
}

function entriesOf(document: unknown): [string, unknown][] {
  if (typeof document !== 'object' || document === null || !('projects' in document)) return []
  const {projects} = document
  return typeof projects === 'object' && projects !== null ? Object.entries(projects) : []
}

function fromUrls(found: ReadonlyMap<string, string>): Record<string, RegisteredRig> {
  return Object.fromEntries([...found].map(([name, git_url]) => [name, {git_url}]))
}

function isEntry(name: string, entry: unknown): entry is RegisteredRig {
  return isWorkspaceState({version: 1, projects: {[name]: entry}})
}
