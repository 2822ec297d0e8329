import {join} from 'node:path'
import {nameProblem, type Connection, type DirEntry, type Rig, type Workspace} from '@gt-town/contract'
import {mayorClone, polecatMailFolder, refineryClone, refineryFolder, refineryReadme} from '@gt-town/town-layout'
import {refineryReadmeText} from '../domain/refinery.js'

/** What lies in a rig's folder, and its mayor's clone. */
export interface RigContents {
  /** clones that are there, and the polecat's mail folder for those that are polecats */
  readonly clones: readonly {readonly path: string; readonly mailFolder?: string}[]
  /** files and folders that gt did not make */
  readonly foreign: readonly string[]
  readonly hasMail: boolean
}

const ownFiles = {
  '.gastown': ['config.json', 'config.json.lock', 'config.removed.json', 'mail'],
  refinery: ['README.md', 'state.json', 'state.json.lock', 'rig'],
} as const

/** Tells what is gt's in a rig's folder from what is not. */
export async function rigContents(connection: Connection, town: Workspace, rig: Rig): Promise<RigContents> {
  const folders = [rig.path, join(rig.path, '.gastown'), refineryFolder(rig)]
  const [top, config, refinery] = await connection.inspect(folders.map((path) => ({op: 'list', path}) as const))
  const topEntries = top?.ok ? top.value : []
  const polecats = await clonesAmong(connection, rig, topEntries)
  const foreign = [
    ...topEntries.map(({name}) => name).filter((name) => !Object.hasOwn(ownFiles, name) && !polecats.includes(name)),
    ...foreignIn('.gastown', config?.ok ? config.value : []),
    ...foreignIn('refinery', refinery?.ok ? refinery.value : []),
    ...(await changedReadme(connection, rig)),
  ]
  const standing = await thoseThere(connection, [refineryClone(rig), mayorClone(town, rig.name)])
  return {
    clones: [
      ...standing.map((path) => ({path})),
      ...polecats.map((name) => ({path: join(rig.path, name), mailFolder: polecatMailFolder(rig, name)})),
    ],
    foreign: foreign.map((name) => join(rig.path, name)),
    hasMail: await holdsMail(connection, join(rig.path, '.gastown', 'mail')),
  }
}

function foreignIn(folder: '.gastown' | 'refinery', entries: readonly DirEntry[]): string[] {
  const own: readonly string[] = ownFiles[folder]
  return entries.filter(({name}) => !own.includes(name)).map(({name}) => join(folder, name))
}

async function clonesAmong(connection: Connection, rig: Rig, entries: readonly DirEntry[]): Promise<string[]> {
  const names = entries
    .filter(({name, type}) => type === 'directory' && nameProblem('polecat', name) === undefined)
    .map(({name}) => name)
  const present = await thoseThere(
    connection,
    names.map((name) => join(rig.path, name, '.git')),
  )
  return names.filter((name) => present.includes(join(rig.path, name, '.git')))
}

async function changedReadme(connection: Connection, rig: Rig): Promise<string[]> {
  const [text] = await connection.inspect([{op: 'read', path: refineryReadme(rig)}])
  if (!text.ok || text.value.toString() === refineryReadmeText(rig.name)) return []
  return [join('refinery', 'README.md')]
}

async function holdsMail(connection: Connection, folder: string): Promise<boolean> {
  const [top] = await connection.inspect([{op: 'list', path: folder}])
  if (!top.ok) return false
  const boxes = await connection.inspect(top.value.map(({name}) => ({op: 'list', path: join(folder, name)}) as const))
  return boxes.some((box) => !box.ok || box.value.length > 0)
}

async function thoseThere(connection: Connection, paths: readonly string[]): Promise<string[]> {
  const stats = await connection.inspect(paths.map((path) => ({op: 'stat', path, follow: false}) as const))
  return paths.filter((_path, index) => stats[index]?.ok)
}
