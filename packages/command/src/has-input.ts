import {fstatSync, statSync} from 'node:fs'
import {isatty} from 'node:tty'

/**
 * Whether somebody may feed this process: a file, a pipe, a socket or a device. A terminal is for the one who types there, and
 * /dev/null says nothing.
 */
export function hasInput(): boolean {
  try {
    const input = fstatSync(0)
    if (!input.isCharacterDevice()) return true
    return !isatty(0) && input.rdev !== statSync('/dev/null').rdev
  } catch {
    // Closed.
    return false
  }
}
