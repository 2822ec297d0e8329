import {createHash} from 'node:crypto'

/** The file's name of what is noted of a folder. */
export function noteName(folder: string): string {
  return `${createHash('sha256').update(folder).digest('hex').slice(0, 32)}.json`
}
