import {dirname, join} from 'node:path'
import {isGtError, type Connection} from '@gt-town/contract'
import {git, gitLines, parseGitConfig, parseHead, usesReftable, withoutPackedRefs, withoutSections} from '@gt-town/git'

const maxBytes = 64 * 1024 * 1024
const originHead = 'refs/remotes/origin/HEAD'

export interface FreshClone {
  /** made by `git clone --no-checkout` just now, and nobody's yet */
  readonly folder: string
  /** the name of the remote that is to go, with its references */
  readonly remote?: string
  readonly signal?: AbortSignal | undefined
}

/**
 * Drops what `git clone` made besides: a local branch, which may not be the one that is wanted, and a remote. Its files are changed as git
 * would, since each process of git costs more than all of that; where they are not as git has always kept them, git does it.
 */
export async function stripClone(connection: Connection, {folder, remote, signal}: FreshClone): Promise<void> {
  const gitDir = join(folder, '.git')
  const [config, head, packed] = await connection.inspect([
    {op: 'read', path: join(gitDir, 'config'), maxBytes},
    {op: 'read', path: join(gitDir, 'HEAD'), maxBytes: 4096},
    {op: 'read', path: join(gitDir, 'packed-refs'), maxBytes},
  ])
  const text = config.ok ? config.value.toString() : ''
  const branch = head.ok ? branchOf(head.value.toString()) : undefined
  const sections = [
    ...(remote === undefined ? [] : [`remote.${remote}`]),
    ...(branch === undefined ? [] : [`branch.${branch}`]),
  ]
  const cut = withoutSections(text, sections)
  const gone = ['refs/heads', ...(remote === undefined ? [] : [`refs/remotes/${remote}`])]
  if (cut === undefined || usesReftable(parseGitConfig(text))) {
    await stripByGit(connection, {folder, signal, ...(remote === undefined ? {} : {remote})})
    return
  }
  if (cut !== text) await connection.writeFile(join(gitDir, 'config'), cut)
  if (packed.ok) {
    const refs = packed.value.toString()
    const kept = withoutPackedRefs(refs, gone)
    if (kept !== refs) await connection.writeFile(join(gitDir, 'packed-refs'), kept)
  }
  // git clone makes one branch; without its folders none of its name is left in the way of another.
  const refs = [...(branch === undefined ? [] : [`refs/heads/${branch.split('/')[0] ?? ''}`]), ...gone.slice(1)]
  for (const ref of refs) {
    for (const path of [join(gitDir, ref), join(gitDir, 'logs', ref)]) await removeIfThere(connection, path)
  }
}

/** Sets the origin's default branch as the clone knows it. @param ref `refs/remotes/origin/…` */
export async function setOriginHead(connection: Connection, {folder, signal}: FreshClone, ref: string): Promise<void> {
  const gitDir = join(folder, '.git')
  const config = (await connection.readFile(join(gitDir, 'config'))).toString()
  if (usesReftable(parseGitConfig(config))) {
    await git(connection, ['symbolic-ref', originHead, ref], {cwd: folder, writes: [folder], signal})
    return
  }
  const path = join(gitDir, originHead)
  await connection.mkdirAll(dirname(path))
  await connection.writeFile(path, `ref: ${ref}\n`)
}

function branchOf(head: string): string | undefined {
  const parsed = parseHead(head)
  return parsed && 'branch' in parsed ? parsed.branch.replace(/^refs\/heads\//, '') : undefined
}

async function removeIfThere(connection: Connection, path: string): Promise<void> {
  try {
    await connection.remove(path, {recursive: true})
  } catch (error) {
    if (!isGtError(error, 'GT_NOT_FOUND')) throw error
  }
}

async function stripByGit(connection: Connection, {folder, remote, signal}: FreshClone): Promise<void> {
  const options = {cwd: folder, writes: [folder], signal}
  if (remote !== undefined) await git(connection, ['config', '--remove-section', `remote.${remote}`], options)
  const prefixes = ['refs/heads', ...(remote === undefined ? [] : [`refs/remotes/${remote}`])]
  const refs = await gitLines(connection, ['for-each-ref', '--format=%(refname)', ...prefixes], options)
  // --no-deref: the HEAD of a remote is symbolic and goes itself, not what it points to.
  const input = refs.map((ref) => `delete ${ref}\0\0`).join('')
  if (input !== '') await git(connection, ['update-ref', '--no-deref', '--stdin', '-z'], {...options, input})
  const config = parseGitConfig((await connection.readFile(join(folder, '.git', 'config'))).toString())
  for (const ref of refs.filter((name) => name.startsWith('refs/heads/'))) {
    const section = `branch.${ref.slice('refs/heads/'.length)}`
    const isKnown = !('badLine' in config) && config.has(`${section}.remote`)
    if (isKnown) await git(connection, ['config', '--remove-section', section], options)
  }
}
