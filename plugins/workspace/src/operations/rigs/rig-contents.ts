import {join} from 'node:path'
import {nameProblem, type Connection, type DirEntry, type Rig, type Workspace} from '@gt-town/contract'
import {
  lockFile,
  mayorClone,
  polecatFolder,
  polecatMailFolder,
  polecatsFile,
  refineryClone,
  refineryFolder,
  refineryReadme,
  refineryStateFile,
  removedRigConfigFile,
  rigConfigFile,
  rigConfigFolder,
  rigMailFolder,
} from '@gt-town/town-layout'
import {refineryReadmeText} from '../../domain/rigs/refinery.js'

/** What lies in a rig's folder, and its mayor's clone. */
export interface RigContents {
  /** clones that are there, and the polecat's mail folder for those that are polecats */
  readonly clones: readonly {readonly path: string; readonly mailFolder?: string}[]
  /** files and folders that gt did not make */
  readonly foreign: readonly string[]
  readonly hasMail: boolean
}

/** Tells what is gt's in a rig's folder from what is not. */
export async function rigContents(connection: Connection, town: Workspace, rig: Rig): Promise<RigContents> {
  const folders = [rig.path, rigConfigFolder(rig), refineryFolder(rig)]
  const lists = await connection.inspect(folders.map((path) => ({op: 'list', path}) as const))
  const entries = lists.map((list) => (list.ok ? list.value : []))
  const polecats = await clonesAmong(connection, rig, entries[0] ?? [])
  const own = [...ownPaths(rig), ...polecats.map((name) => polecatFolder(rig, name))]
  const found = folders.flatMap((folder, index) => (entries[index] ?? []).map(({name}) => join(folder, name)))
  const shared = await existing(connection, [refineryClone(rig), mayorClone(town, rig.name)])
  return {
    clones: [
      ...shared.map((path) => ({path})),
      ...polecats.map((name) => ({path: polecatFolder(rig, name), mailFolder: polecatMailFolder(rig, name)})),
    ],
    foreign: [...found.filter((path) => !own.includes(path)), ...(await changedReadme(connection, rig))],
    hasMail: await holdsMail(connection, rigMailFolder(rig)),
  }
}

/** What gt makes in a rig's folder, without the polecats. */
function ownPaths(rig: Rig): string[] {
  return [
    rigConfigFolder(rig),
    rigConfigFile(rig),
    lockFile(rigConfigFile(rig)),
    removedRigConfigFile(rig),
    polecatsFile(rig),
    lockFile(polecatsFile(rig)),
    rigMailFolder(rig),
    refineryFolder(rig),
    refineryReadme(rig),
    refineryStateFile(rig),
    lockFile(refineryStateFile(rig)),
    refineryClone(rig),
  ]
}

async function clonesAmong(connection: Connection, rig: Rig, entries: readonly DirEntry[]): Promise<string[]> {
  const names = entries
    .filter(({name, type}) => type === 'directory' && nameProblem('polecat', name) === undefined)
    .map(({name}) => name)
  const present = await existing(
    connection,
    names.map((name) => join(polecatFolder(rig, name), '.git')),
  )
  return names.filter((name) => present.includes(join(polecatFolder(rig, name), '.git')))
}

async function changedReadme(connection: Connection, rig: Rig): Promise<string[]> {
  const path = refineryReadme(rig)
  const [text] = await connection.inspect([{op: 'read', path}])
  return !text.ok || isReadme(text.value.toString()) ? [] : [path]
}

/** As gt wrote it, for whatever name the rig had then. */
function isReadme(text: string): boolean {
  const [start = '', end = ''] = refineryReadmeText('\0').split('\0')
  const name = text.slice(start.length, text.indexOf(end, start.length))
  return text === refineryReadmeText(name)
}

async function holdsMail(connection: Connection, folder: string): Promise<boolean> {
  const [top] = await connection.inspect([{op: 'list', path: folder}])
  if (!top.ok) return false
  const boxes = await connection.inspect(top.value.map(({name}) => ({op: 'list', path: join(folder, name)}) as const))
  return boxes.some((box) => !box.ok || box.value.length > 0)
}

async function existing(connection: Connection, paths: readonly string[]): Promise<string[]> {
  const stats = await connection.inspect(paths.map((path) => ({op: 'stat', path, follow: false}) as const))
  return paths.filter((_path, index) => stats[index]?.ok)
}
