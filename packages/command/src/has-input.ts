import {fstatSync} from 'node:fs'

/**
 * Whether somebody may feed this process: a file, a pipe or a socket. A terminal is for the one who types there, and /dev/null
 * says nothing.
 */
export function hasInput(): boolean {
  try {
    const input = fstatSync(0)
    return !input.isCharacterDevice()
  } catch {
    // Closed.
    return false
  }
}
