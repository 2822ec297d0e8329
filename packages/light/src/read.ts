import {readFileSync, readdirSync, type Dirent} from 'node:fs'

/** @returns the file as text; undefined where there is none */
export function textIfThere(path: string): string | undefined {
  return orNothing(() => readFileSync(path, 'utf8'))
}

/** @returns what is in a folder; nothing where there is none */
export function folderEntries(path: string): Dirent[] {
  return orNothing(() => readdirSync(path, {withFileTypes: true})) ?? []
}

/** @returns the file's JSON; undefined where there is none, or where it is not strict JSON: a guess is all that is asked for */
export function jsonOf(path: string): unknown {
  try {
    return JSON.parse(textIfThere(path) ?? 'null') ?? undefined
  } catch {
    return undefined
  }
}

/** @returns a field of what may be an object */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined
    throw error
  }
}
