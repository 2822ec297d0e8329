import {mkdtempSync, readdirSync, rmSync, statSync} from 'node:fs'
import {connect} from 'node:net'
import {tmpdir} from 'node:os'
import {join} from 'node:path'

const name = /^gt-link-(\d+)-\w{6}$/
/** One that was touched a moment ago may be of a gt that is just starting, in a container whose processes we do not see. */
const minAgeMs = 60_000

/**
 * A folder that only we may look into, for a link of the system's ssh: its socket and what it may trust. Its name is short, for
 * a socket's path has room for a hundred bytes, and says whose it is: those that killed ones have left go with the next link.
 */
export function makeLinkFolder(): string {
  void removeStaleFolders(tmpdir())
  return mkdtempSync(join(tmpdir(), `gt-link-${process.pid}-`))
}

/** Removes the folders of processes that are gone. What cannot be seen or removed is another user's, or is being removed. */
async function removeStaleFolders(place: string): Promise<void> {
  try {
    for (const entry of readdirSync(place)) {
      const pid = Number(name.exec(entry)?.[1])
      if (pid > 0 && !isAlive(pid)) await removeStale(join(place, entry))
    }
  } catch {
    // Whoever comes next tries again.
  }
}

async function removeStale(folder: string): Promise<void> {
  const {mtimeMs, uid} = statSync(folder)
  if (uid !== process.getuid?.() || Date.now() - mtimeMs < minAgeMs) return
  for (const file of readdirSync(folder)) if (await isListening(join(folder, file))) return
  rmSync(folder, {recursive: true, force: true})
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH'
  }
}

async function isListening(path: string): Promise<boolean> {
  const socket = connect(path)
  return new Promise<boolean>((resolve) => {
    socket.once('connect', () => resolve(true))
    socket.once('error', () => resolve(false))
  }).finally(() => socket.destroy())
}
