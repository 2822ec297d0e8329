import {statSync} from 'node:fs'

/** What changes when a file does: of another moment, place, size or mode it is another one. A reason where it cannot be told. */
export function fileStamp(path: string): string {
  try {
    const {mtimeMs, ctimeMs, size, ino, mode} = statSync(path)
    return [mtimeMs, ctimeMs, size, ino, mode].join()
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  }
}
