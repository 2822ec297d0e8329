import {join} from 'node:path'
import type {Connection, Rig, Workspace} from '@gt-town/contract'
import {configFolder, mayorClone, refineryClone} from '@gt-town/town-layout'
import {gitFailureOf, isGitUrl, parseGitConfig, refsBelow, tryGit, type Refs} from '@gt-town/git'
import {refsOfClone} from '../git/refs-of-clone.js'
import type {Elsewhere} from './committed-work.js'

/** What is known to be at the origin of a rig. */
export interface OriginRefs {
  readonly gitUrl: string
  /** ids of commits and tags that references of the origin point to; not all of them need be here */
  readonly tips: readonly string[]
  /** the same of other references, such as notes or those of a review: there may be very many */
  readonly others: readonly string[]
  readonly tags: Refs
}

/** How long an origin may say nothing. */
const askMs = 60_000
const maxBytes = 1024 * 1024

/** What the origin has now. @returns why it cannot be asked, as one line */
export async function askOrigin(
  connection: Connection,
  town: Workspace,
  gitUrl: string | undefined,
  signal?: AbortSignal,
): Promise<OriginRefs | {problem: string}> {
  if (gitUrl === undefined || !isGitUrl(gitUrl)) return {problem: 'its git_url is not known'}
  const args = ['ls-remote', '--', gitUrl]
  // No clone's folder: its configuration would count.
  const options = {cwd: configFolder(town), network: true, idleMs: askMs, signal}
  const {code, stdout, stderr} = await tryGit(connection, args, options)
  if (code !== 0) return {problem: gitFailureOf(stderr).reason}
  const refs = stdout
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line): [string, string] => [line.split('\t')[1] ?? '', line.split('\t')[0] ?? ''])
  const tags = refsBelow(new Map(refs.filter(([name]) => !name.endsWith('^{}'))), 'refs/tags/')
  const idsOf = (isTip: boolean): string[] => [
    ...new Set(refs.filter(([name]) => /^refs\/(?:heads|tags)\//.test(name) === isTip).map(([, oid]) => oid)),
  ]
  return {gitUrl, tips: idsOf(true), others: idsOf(false), tags}
}

/** What gt's own clones of a rig saw of the origin when they last fetched from it, provided that it is the rig's. */
export async function seenOrigin(connection: Connection, town: Workspace, rig: Rig): Promise<Elsewhere> {
  const tips: string[] = []
  const tags = new Map<string, string>()
  for (const clone of [mayorClone(town, rig.name), refineryClone(rig)]) {
    if (!(await isOfRig(connection, rig, clone))) continue
    const refs = await refsOfClone(connection, clone)
    tips.push(...trackedBy(refs))
    for (const [name, oid] of refsBelow(refs, 'refs/tags/')) tags.set(name, oid)
  }
  return {tips: [...new Set([...tips, ...tags.values()])], tags, gitUrl: rig.gitUrl}
}

/** What a clone itself saw of the origin, provided that it is the rig's. */
export async function seenBy(connection: Connection, rig: Rig, clone: string): Promise<readonly string[]> {
  if (!(await isOfRig(connection, rig, clone))) return []
  return trackedBy(await refsOfClone(connection, clone))
}

async function isOfRig(connection: Connection, rig: Rig, clone: string): Promise<boolean> {
  const [text] = await connection.inspect([{op: 'read', path: join(clone, '.git', 'config'), maxBytes}])
  const config = text.ok ? parseGitConfig(text.value.toString()) : {badLine: 0}
  return !('badLine' in config) && rig.gitUrl !== undefined && config.get('remote.origin.url') === rig.gitUrl
}

function trackedBy(refs: Refs): string[] {
  return [...refsBelow(refs, 'refs/remotes/origin/').values()]
}
