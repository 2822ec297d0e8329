import type {Connection} from '@gt-town/contract'
import {gitLines, gitValue} from './git.js'

/** The references of a repository, by full name; values are object ids. */
export type Refs = ReadonlyMap<string, string>

/** All references except remote-tracking ones. */
export async function localRefs(connection: Connection, folder: string, signal?: AbortSignal): Promise<Refs> {
  const lines = await gitLines(connection, ['for-each-ref', '--format=%(objectname) %(refname)'], {cwd: folder, signal})
  return new Map(
    lines
      .map((line): [string, string] => [line.slice(line.indexOf(' ') + 1), line.slice(0, line.indexOf(' '))])
      .filter(([name]) => !name.startsWith('refs/remotes/')),
  )
}

/** The tags the origin has now. @returns undefined when it cannot be asked */
export async function originTags(
  connection: Connection,
  folder: string,
  signal?: AbortSignal,
): Promise<Refs | undefined> {
  const listed = await gitValue(connection, ['ls-remote', '--tags', '--refs', 'origin'], {
    cwd: folder,
    network: true,
    signal,
  })
  if (listed === undefined) return undefined
  const lines = listed.split('\n').filter((line) => line !== '')
  return new Map(lines.map((line): [string, string] => [line.split('\t')[1] ?? '', line.split('\t')[0] ?? '']))
}
