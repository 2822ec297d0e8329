import {readFileSync, readdirSync, statSync, type Dirent} from 'node:fs'

/** What is larger is none of gt's. */
const maxBytes = 16 * 1024 * 1024

/**
 * @returns the file as text; undefined where there is none
 * @throws Error where it is no regular file, which a read may wait for without end, or may not be read
 */
export function textIfThere(path: string): string | undefined {
  const found = statSync(path, {throwIfNoEntry: false})
  if (found === undefined) return undefined
  if (!found.isFile() || found.size > maxBytes) throw new Error(`${path} is no file to read here`)
  return readFileSync(path, 'utf8')
}

/** @returns what is in a folder; nothing where there is none, or where it may not be looked at */
export function folderEntries(path: string): Dirent[] {
  try {
    return readdirSync(path, {withFileTypes: true})
  } catch {
    return []
  }
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

/** @returns the same, where it is a text */
export function textField(value: unknown, name: string): string | undefined {
  const found = field(value, name)
  return typeof found === 'string' ? found : undefined
}

/** @returns the JSON of one line of a file; undefined where it is none */
export function jsonLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
