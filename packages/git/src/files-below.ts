import {join} from 'node:path'
import {GtError, type Connection} from '@gt-town/contract'

const maxBytes = 16 * 1024 * 1024

/**
 * All files below a folder, in as many round trips as it is deep, twice. Links are not followed.
 * @returns by path relative to the folder; nothing for a folder that is not there
 * @throws what the connection throws for a file or folder that cannot be read
 */
export async function filesBelow(connection: Connection, folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const files: string[] = []
  for (let level = ['']; level.length > 0;) {
    const lists = await connection.inspect(level.map((path) => ({op: 'list', path: join(folder, path)}) as const))
    const next: string[] = []
    for (const [at, list] of lists.entries()) {
      if (!list.ok) {
        if (list.error.code === 'GT_NOT_FOUND') continue
        throw list.error
      }
      for (const {name, type} of list.value) {
        const path = join(level[at] ?? '', name)
        if (type === 'directory') next.push(path)
        else if (type === 'file') files.push(path)
      }
    }
    level = next
  }
  const contents = await connection.inspect(
    files.map((path) => ({op: 'read', path: join(folder, path), maxBytes}) as const),
  )
  return new Map(
    contents.flatMap((content, at): [string, Buffer][] => {
      if (content.ok) return [[files[at] ?? '', content.value]]
      if (content.error.code !== 'GT_NOT_FOUND') throw content.error
      const path = join(folder, files[at] ?? '')
      if (path.includes('\ufffd')) throw nameless(path)
      // Another process may have deleted it in between.
      return []
    }),
  )
}

function nameless(path: string): GtError {
  return new GtError('GT_CLONE_UNREADABLE', `cannot tell what ${path} holds: its name is no UTF-8`, {
    hint: 'look at it yourself; --force moves it to the trash as it is',
    exit: 1,
  })
}
