import {isGtError, type Connection} from '@gt-town/contract'
import {timestamp} from '../domain/timestamp.js'

/** Renames what lies at `path` to `<name>.corrupt-<time>` beside it: nothing is deleted. @returns the new path */
export async function moveAside(connection: Connection, path: string): Promise<string> {
  return withFreeName(path, async (aside) => connection.rename(path, aside))
}

/** Keeps these bytes of the file at `path` beside it, so that it can be replaced without a moment in which it is gone. */
export async function copyAside(connection: Connection, path: string, bytes: Uint8Array): Promise<string> {
  return withFreeName(path, async (aside) => connection.writeFile(aside, bytes, {exclusive: true}))
}

async function withFreeName(path: string, put: (aside: string) => Promise<void>): Promise<string> {
  const first = `${path}.corrupt-${timestamp(new Date())}`
  for (let count = 1; ; count++) {
    const aside = count === 1 ? first : `${first}-${count}`
    try {
      await put(aside)
      return aside
    } catch (error) {
      const isTaken = isGtError(error, 'GT_EXISTS') || isGtError(error, 'GT_NOT_EMPTY')
      if (!isTaken || count === 100) throw error
    }
  }
}
