import {isGtError, type Connection} from '@gt-town/contract'

/** Renames what lies at `path` to `<name>.corrupt-<time>` beside it: nothing is deleted. @returns the new path */
export async function moveCorrupt(connection: Connection, path: string): Promise<string> {
  return withFreeName(path, async (beside) => connection.rename(path, beside))
}

/** Keeps these bytes of the file at `path` beside it, so that it can be replaced without a moment in which it is gone. */
export async function copyCorrupt(connection: Connection, path: string, bytes: Uint8Array): Promise<string> {
  return withFreeName(path, async (beside) => connection.writeFile(beside, bytes, {exclusive: true}))
}

async function withFreeName(path: string, put: (beside: string) => Promise<void>): Promise<string> {
  const first = `${path}.corrupt-${new Date().toISOString().replaceAll(/[-:]|\.\d+/g, '')}`
  for (let count = 1; ; count++) {
    const beside = count === 1 ? first : `${first}-${count}`
    try {
      await put(beside)
      return beside
    } catch (error) {
      const isTaken = isGtError(error, 'GT_EXISTS') || isGtError(error, 'GT_NOT_EMPTY')
      if (!isTaken || count === 100) throw error
    }
  }
}
