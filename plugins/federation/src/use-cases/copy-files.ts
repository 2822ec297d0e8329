import {join} from 'node:path'
import {GtError, isGtError, UsageError, type Connection, type GtError as Failure, type Machine} from '@gt-town/contract'
import {inParallel} from '@gt-town/waiting'
import {nameOf, type CopyEnd, type CopyRequest} from '../domain/copy-request.js'
import {copyTree} from '../operations/copy-tree.js'

export interface CopyFilesOptions {
  /** the machines that a word means; never none */
  readonly machinesNamed: (word: string) => Promise<readonly Machine[]>
  /** undefined is this machine */
  readonly connect: (machine: Machine | undefined) => Promise<Connection>
  readonly recursive: boolean
  /** how many at a time */
  readonly atOnce: number
  readonly signal: AbortSignal
  readonly report: (line: string) => void
}

/** How one copy went. */
export interface Copied {
  /** `NAME:PATH`, or a path of this machine */
  readonly from: string
  readonly to: string
  readonly bytes: number
  readonly error?: Failure
}

/**
 * Copies files and folders to machines, or from them. What goes wrong with one of them is no reason for the others.
 * @throws UsageError for a request that makes no sense; FileCorruptError
 */
export async function copyFiles({sources, target}: CopyRequest, options: CopyFilesOptions): Promise<Copied[]> {
  const {machinesNamed, atOnce, report} = options
  const targets = await endsOf(target, machinesNamed)
  const froms = (await Promise.all(sources.map(async (source) => endsOf(source, machinesNamed)))).flat()
  if (targets.length > 1 && froms.some(({machine}) => machine !== undefined)) {
    throw new UsageError('GT_USAGE', 'from machines to several machines is not one copy', {hint: 'copy it here first'})
  }
  refuseSameNames(froms)
  const isMany = new Set(froms.map(({machine}) => machine?.name)).size > 1
  const opened = new Map<string, Promise<Connection>>()
  const connected = async (machine: Machine | undefined): Promise<Connection> => {
    const name = machine?.name ?? ''
    const connection = opened.get(name) ?? options.connect(machine)
    opened.set(name, connection)
    return connection
  }
  const pairs = targets.flatMap((to) => froms.map((from) => ({from, to})))
  let done = 0
  const moved = new Map<object, number>()
  const tell = (): void => {
    const bytes = [...moved.values()].reduce((sum, each) => sum + each, 0)
    report(`${done} of ${pairs.length} copied: ${Math.round(bytes / 1e6)} MB`)
  }
  try {
    return await inParallel(pairs, atOnce, async (job) => {
      const {from, to} = job
      const name = nameOf(from.path)
      // From several machines each gets a folder of its own: their files have the same names.
      const into = isMany && from.machine ? join(to.path, from.machine.name) : to.path
      const words = {from: printEnd(from), to: printEnd({...to, path: into})}
      try {
        const [source, sink] = await Promise.all([connected(from.machine), connected(to.machine)])
        const [sourcePath, sinkPath] = await Promise.all([absolute(source, from.path), absolute(sink, into)])
        if (isMany) await sink.mkdirAll(sinkPath)
        const path = await placeOf(sink, sinkPath, name, froms.length > 1 || isMany || into.endsWith('/'))
        const bytes = await copyTree({
          from: {connection: source, path: sourcePath},
          to: {connection: sink, path},
          recursive: options.recursive,
          signal: options.signal,
          report: (had) => {
            moved.set(job, had)
            tell()
          },
        })
        done++
        tell()
        return {...words, bytes}
      } catch (error) {
        if (!isGtError(error)) throw error
        return {...words, bytes: 0, error}
      }
    })
  } finally {
    for (const connection of opened.values()) {
      await connection.then(
        async (each) => each[Symbol.asyncDispose](),
        () => undefined,
      )
    }
  }
}

interface End {
  readonly machine: Machine | undefined
  readonly path: string
}

async function endsOf({machine, path}: CopyEnd, named: CopyFilesOptions['machinesNamed']): Promise<End[]> {
  if (machine === undefined) return [{machine: undefined, path}]
  return (await named(machine)).map((each) => ({machine: each, path}))
}

/** @throws UsageError where two copies would take each other's place */
function refuseSameNames(froms: readonly End[]): void {
  const seen = new Set<string>()
  for (const {machine, path} of froms) {
    const name = `${machine?.name ?? ''}:${nameOf(path)}`
    if (seen.has(name)) {
      throw new UsageError('GT_USAGE', `two of the files are called ${JSON.stringify(nameOf(path))}`, {
        hint: 'copy them one after the other, to names of their own',
      })
    }
    seen.add(name)
  }
}

/** Where a copy comes to lie: in a folder that is there, or at that very path; where that is a link, at what it leads to, as cp does. */
async function placeOf(connection: Connection, path: string, name: string, mustBeFolder: boolean): Promise<string> {
  const [found] = await connection.inspect([{op: 'stat', path}])
  if (found.ok && found.value.type === 'directory') return beyondLinks(connection, join(path, name))
  if (!mustBeFolder) return beyondLinks(connection, path)
  throw new GtError('GT_NOT_A_DIRECTORY', `${path} is not a folder`, {
    hint: 'make that folder first',
  })
}

async function beyondLinks(connection: Connection, path: string): Promise<string> {
  const [real] = await connection.inspect([{op: 'realpath', path}])
  return real.ok ? real.value : path
}

/** Relative paths begin at the home folder. */
async function absolute(connection: Connection, path: string): Promise<string> {
  if (path.startsWith('/')) return path.replace(/(?<=.)\/+$/, '')
  const {stdout} = await connection.execute(['pwd'], {effect: 'read'})
  return join(stdout.toString().trim(), path).replace(/(?<=.)\/+$/, '')
}

function printEnd({machine, path}: End): string {
  return machine === undefined ? path : `${machine.name}:${path}`
}
