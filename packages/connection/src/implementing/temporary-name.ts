import {basename, dirname, join} from 'node:path'

/** How many bytes of chance are in such a name. */
export const temporaryBytes = 6

/**
 * The file that an atomic write makes beside its target and moves into place: `.state.json.gt-tmp-0123456789ab`.
 * @param chance so many random bytes
 */
export function temporaryPath(path: string, chance: Buffer): string {
  return join(dirname(path), temporaryStart(path) + chance.toString('hex'))
}

/** Whether a file of this name, in the folder of `path`, is what a write of `path` left. */
export function isTemporaryOf(path: string, name: string): boolean {
  const start = temporaryStart(path)
  return name.startsWith(start) && /^[0-9a-f]{12}$/.test(name.slice(start.length))
}

/** Whether a write of anything left it. */
export function isTemporaryName(name: string): boolean {
  return /^\..*\.gt-tmp-[0-9a-f]+$/.test(name)
}

/** A name may be no longer than 255 bytes. */
function temporaryStart(path: string): string {
  return `.${basename(path).slice(0, 50)}.gt-tmp-`
}
