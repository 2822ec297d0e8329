import {join, resolve} from 'node:path'
import {decode} from '@gt-town/json-file'
import type {Connection} from '@gt-town/contract'
import {parseGitFile} from '../format/git-dir.js'
import {faultOf, invalid, unfit, type CloneFault} from './clone-state.js'

/** Where a repository keeps what is its own, and what its worktrees share: the same folder but for a worktree. */
export interface GitDir {
  readonly own: string
  readonly common: string
}

const maxBytes = 64 * 1024

/** Follows a `.git` that is a file (of a worktree or a submodule), and a worktree to the repository it belongs to. */
export async function findGitDir(
  connection: Connection,
  folder: string,
): Promise<GitDir | {state: 'missing'} | CloneFault> {
  const path = join(folder, '.git')
  const [top, entry, file] = await connection.inspect([
    {op: 'stat', path: folder},
    {op: 'stat', path},
    {op: 'read', path, maxBytes},
  ])
  if (!top.ok) return top.error.code === 'GT_NOT_FOUND' ? {state: 'missing'} : faultOf(top.error, 'it', folder)
  if (top.value.type !== 'directory') return invalid('it is not a folder', folder)
  if (!entry.ok) return faultOf(entry.error, 'its .git', path)
  if (entry.value.type === 'directory') return ofItsOwn(connection, path)
  if (!file.ok) return faultOf(file.error, 'its .git', path)
  const target = parseGitFile(decode(file.value) ?? '')
  if (target === undefined) return invalid('its .git is a file that names no git folder', path)
  return withCommonDir(connection, resolve(folder, target))
}

/** git takes configuration, references and objects from where a commondir says; only a worktree's own folder has one. */
async function ofItsOwn(connection: Connection, path: string): Promise<GitDir | CloneFault> {
  const [shared] = await connection.inspect([{op: 'stat', path: join(path, 'commondir'), follow: false}])
  if (!shared.ok && shared.error.code === 'GT_NOT_FOUND') return {own: path, common: path}
  const nextStep = `see what ${join(path, 'commondir')} names and who made it, then remove it`
  return unfit('its .git/commondir leads git elsewhere', path, nextStep)
}

async function withCommonDir(connection: Connection, own: string): Promise<GitDir> {
  const [shared] = await connection.inspect([{op: 'read', path: join(own, 'commondir'), maxBytes}])
  return {own, common: shared.ok ? resolve(own, shared.value.toString().trimEnd()) : own}
}
