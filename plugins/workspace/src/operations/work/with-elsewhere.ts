import {join} from 'node:path'
import {isGtError, type Connection, type Workspace} from '@gt-town/contract'
import {withStaging} from '../files/staging.js'
import {git, type NeutralAccess} from '@gt-town/git'
import {quoted, type Elsewhere} from './committed-work.js'
import type {OriginRefs} from './origin.js'

/**
 * Takes what an origin has for what is elsewhere. Where a clone has not got all of it, so that nobody can tell what it leads
 * to, the commits that are missing are fetched into a repository of ours, which is gone afterwards.
 */
export async function withElsewhere<T>(
  connection: Connection,
  town: Workspace,
  {gitUrl, tips, others, tags}: OriginRefs,
  body: (elsewhere: Elsewhere) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  return withStaging(connection, town, async (staging) => {
    const complete = async (access: NeutralAccess): Promise<string | undefined> => {
      if (!(await isMissing(connection, access, tips, signal))) return undefined
      const folder = join(staging, crypto.randomUUID())
      return fetchCommits(connection, folder, gitUrl, access, signal)
    }
    return body({tips: [...tips, ...others], tags, gitUrl, complete})
  })
}

async function isMissing(
  connection: Connection,
  access: NeutralAccess,
  tips: readonly string[],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const input = tips.map((oid) => `${oid}\n`).join('')
  const args = ['cat-file', '--batch-check=%(objectname)']
  return (await git(connection, args, {...access, input, signal})).includes(' missing')
}

/** @returns its folder of objects; undefined where the origin gives nothing, so that nothing more is known */
async function fetchCommits(
  connection: Connection,
  folder: string,
  gitUrl: string,
  access: NeutralAccess,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  // The user's environment may say something else.
  const format = access.config.get('extensions.objectformat')
  const init = ['init', '--quiet', '--bare', '--template=', ...(format === 'sha256' ? ['--object-format=sha256'] : [])]
  await git(connection, [...init, folder], {cwd: access.cwd, writes: [folder], env: {GIT_DEFAULT_HASH: 'sha1'}, signal})
  // Of commits alone one can tell what leads to what; a server that cannot leave out the rest sends all.
  const settings = ['url=' + gitUrl, 'promisor=true', 'partialclonefilter=tree:0']
  const args = ['fetch', '--quiet', '--no-tags', '--no-auto-maintenance', '--no-recurse-submodules', 'origin']
  const specs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
  try {
    await git(connection, [...settings.flatMap((one) => ['-c', `remote.origin.${one}`]), ...args, ...specs], {
      cwd: folder,
      writes: [folder],
      env: {GIT_ALTERNATE_OBJECT_DIRECTORIES: quoted(access.env['GIT_OBJECT_DIRECTORY'] ?? '')},
      network: true,
      signal,
    })
  } catch (error) {
    if (!isGtError(error, 'GT_GIT_FAILED')) throw error
    return undefined
  }
  return join(folder, 'objects')
}
