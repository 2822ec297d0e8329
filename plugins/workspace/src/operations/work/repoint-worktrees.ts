import {join} from 'node:path'
import type {Connection} from '@gt-town/contract'
import {parseGitFile} from '@gt-town/git'

const maxBytes = 64 * 1024

/**
 * Has the linked worktrees that lie in a clone and the clone find each other again, once it has another path: git notes both
 * ways as whole paths (gitrepository-layout(5), "worktrees/<id>/gitdir").
 */
export async function repointWorktrees(connection: Connection, before: string, now: string): Promise<void> {
  const folder = join(now, '.git', 'worktrees')
  const [list] = await connection.inspect([{op: 'list', path: folder}])
  if (!list.ok) return
  for (const {name} of list.value) {
    const notes = join(folder, name, 'gitdir')
    const [text] = await connection.inspect([{op: 'read', path: notes, maxBytes}])
    const place = text.ok ? text.value.toString().trimEnd() : ''
    if (!place.startsWith(`${before}/`)) continue
    const file = `${now}${place.slice(before.length)}`
    const [link] = await connection.inspect([{op: 'read', path: file, maxBytes}])
    const target = link.ok ? parseGitFile(link.value.toString()) : undefined
    if (target === undefined) continue
    await connection.writeFile(notes, `${file}\n`)
    if (target.startsWith(`${before}/`)) {
      await connection.writeFile(file, `gitdir: ${now}${target.slice(before.length)}\n`)
    }
  }
}
