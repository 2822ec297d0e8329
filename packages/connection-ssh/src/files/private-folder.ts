import {lstatSync, mkdirSync} from 'node:fs'
import {dirname} from 'node:path'

/** Made where it is missing; nobody else may look into it, nor have made it. @returns whether it is so */
export function isPrivateFolder(path: string): boolean {
  try {
    makeFolders(path)
    const found = lstatSync(path)
    return found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0
  } catch {
    // One that cannot be made or looked at keeps nothing.
    return false
  }
}

/** Node's own way of making parents too never ends where a folder says that there is no such one although its parent is there. */
function makeFolders(path: string): void {
  if (isMade(path)) return
  makeFolders(dirname(path))
  mkdirSync(path, {mode: 0o700})
}

/** @returns false where its parent is missing */
function isMade(path: string): boolean {
  try {
    mkdirSync(path, {mode: 0o700})
    return true
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'EEXIST') return true
    if (code === 'ENOENT' && dirname(path) !== path && lstatSync(dirname(path), {throwIfNoEntry: false}) === undefined)
      return false
    throw error
  }
}
