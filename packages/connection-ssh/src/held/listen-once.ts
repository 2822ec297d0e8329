import {createHash} from 'node:crypto'
import {linkSync, rmSync, statSync} from 'node:fs'
import {once} from 'node:events'
import {connect, type Server} from 'node:net'
import {pause} from '@gt-town/waiting'

/** Taking a dead one away is a matter of microseconds, in a process that is not stopped. */
const claimMs = 5000
const pauseMs = 10

/**
 * Listens under a name that several processes want at once: one gets it, also where somebody who died has left it behind.
 * @returns false where another one listens there
 */
export async function listenOnce(server: Server, socket: string): Promise<boolean> {
  const own = `${socket}.${process.pid}`
  rmSync(own, {force: true})
  // Nobody but its owner may connect, from the first moment on.
  const before = process.umask(0o177)
  server.listen(own)
  await once(server, 'listening')
  process.umask(before)
  try {
    for (;;) {
      try {
        linkSync(own, socket)
        return true
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
      if (await removeDead(own, socket)) continue
      server.close()
      return false
    }
  } finally {
    rmSync(own, {force: true})
  }
}

/** Whether the name is ours. */
export function isOwnName(socket: string, inode: number | undefined): boolean {
  return inode !== undefined && inodeOf(socket) === inode
}

export function inodeOf(path: string): number | undefined {
  return statSync(path, {throwIfNoEntry: false})?.ino
}

/**
 * Takes a dead socket away. Of all who found it dead one may, by a name that only this socket has: without that, some of them
 * would take away, now and then, the living one that somebody has put there in between.
 * @returns false where somebody answers there
 */
async function removeDead(own: string, socket: string): Promise<boolean> {
  const found = incarnationOf(socket)
  if (found === undefined) return true
  if (await answers(socket)) return false
  const claim = `${socket}.${found}`
  try {
    linkSync(own, claim)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    await giveWay(claim)
    return true
  }
  try {
    if (incarnationOf(socket) === found) rmSync(socket, {force: true})
  } finally {
    rmSync(claim, {force: true})
  }
  return true
}

/** Whoever has claimed it needs a moment; one that died meanwhile needs it no more. */
async function giveWay(claim: string): Promise<void> {
  const since = statSync(claim, {throwIfNoEntry: false})?.ctimeMs
  if (since !== undefined && Date.now() - since > claimMs) rmSync(claim, {force: true})
  else await pause(pauseMs)
}

/** Numbers of files are used again at once; together with its moment it is no other one. */
function incarnationOf(path: string): string | undefined {
  const found = statSync(path, {bigint: true, throwIfNoEntry: false})
  return found && `d${createHash('sha256').update(`${found.ino} ${found.mtimeNs}`).digest('hex').slice(0, 6)}`
}

async function answers(socket: string): Promise<boolean> {
  const link = connect(socket)
  try {
    await once(link, 'connect')
    return true
  } catch {
    // Refused, or gone by now.
    return false
  } finally {
    link.destroy()
  }
}
