import {join} from 'node:path'
import type {Connection, Workspace} from '@gt-town/contract'
import {mayorClone, refineryClone} from '@gt-town/town-layout'
import {git, refsBelow} from '@gt-town/git'
import type {SavedReferences} from '../../domain/trash/saved-references.js'
import {chooseEntry} from '../../domain/trash/trash-entry.js'
import {withNeutralAccess} from '../git/neutral.js'
import {refsOfClone} from '../git/refs-of-clone.js'
import {rigs} from '../rigs/rigs.js'
import {trashEntries} from './entries.js'

const prefix = 'refs/gt/removed/'

/** The newest first. */
export async function savedReferences(connection: Connection, town: Workspace): Promise<SavedReferences[]> {
  const found = new Map<string, SavedReferences & {refs: Map<string, string>}>()
  for (const rig of await rigs(connection, town)) {
    for (const clone of [refineryClone(rig), mayorClone(town, rig.name)]) {
      for (const [name, oid] of refsBelow(await refsOfClone(connection, clone), prefix)) {
        const [polecat = '', time = '', ...rest] = name.split('/')
        if (rest.length === 0) continue
        const id = `${rig.name}/${prefix}${polecat}/${time}`
        const one = found.get(id) ?? {id, rig: rig.name, polecat, savedAt: isoTime(time), clone, refs: new Map()}
        if (one.clone === clone) one.refs.set(rest.join('/'), oid)
        found.set(id, one)
      }
    }
  }
  return [...found.values()].sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1))
}

/** Those that somebody means: by their id, or the newest of a polecat of which no entry lies in the trash. */
export async function savedReferencesOf(
  connection: Connection,
  town: Workspace,
  wanted: string,
): Promise<SavedReferences | undefined> {
  if (chooseEntry(await trashEntries(connection, town), wanted) !== undefined) return undefined
  const saved = await savedReferences(connection, town)
  return saved.find(({id}) => id === wanted) ?? saved.find(({rig, polecat}) => `${rig}/${polecat}` === wanted)
}

/** Makes branches of them, in the clone where they are, in one step. @returns the branches */
export async function branchesFrom(
  connection: Connection,
  town: Workspace,
  saved: SavedReferences,
  as: string | undefined,
  signal?: AbortSignal,
): Promise<string[]> {
  const folder = saved.clone
  const base = as ?? `removed/${saved.polecat}/${saved.savedAt.replaceAll(/[:.]/g, '-')}`
  const branchOf = (name: string): string => (saved.refs.size === 1 ? base : `${base}/${name.replace(/^heads\//, '')}`)
  const from = saved.id.slice(saved.rig.length + 1)
  const input = [...saved.refs]
    .flatMap(([name, oid]) => [`create refs/heads/${branchOf(name)} ${oid}\n`, `delete ${from}/${name} ${oid}\n`])
    .join('')
  await withNeutralAccess(connection, town, {folder, gitDir: join(folder, '.git')}, async (access) =>
    git(connection, ['-c', 'core.hooksPath=/dev/null', 'update-ref', '--stdin'], {
      ...access,
      writes: [folder],
      input,
      signal,
    }),
  )
  return [...saved.refs.keys()].map(branchOf)
}

/** `2026-01-02T03-04-05-678Z` as a reference's name has it. */
function isoTime(name: string): string {
  return name.replace(
    /T(\d\d)-(\d\d)-(\d\d)(?:-(\d+))?Z$/,
    (_all, hour: string, minute: string, second: string, ms?: string) =>
      `T${hour}:${minute}:${second}${ms === undefined ? '' : `.${ms}`}Z`,
  )
}
