import {posix} from 'node:path'

export interface ManifestFlaws {
  /** what makes the whole manifest useless, so that gt does not use it */
  readonly useless?: string
  /** commands it lists whose files are gone */
  readonly gone: readonly string[]
  /** command files that it does not list */
  readonly unlisted: readonly string[]
}

/**
 * Where a shipped oclif.manifest.json does not fit its plugin.
 * @param folder of its commands, relative to the plugin; undefined where commands are not files in a folder
 * @param files below that folder, relative to the plugin
 */
export function manifestFlaws(
  text: string,
  version: string,
  folder: string | undefined,
  files: readonly string[],
): ManifestFlaws {
  const none = {gone: [], unlisted: []}
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    return {...none, useless: 'is not JSON'}
  }
  const made = keyOf(document, 'version')
  const commands = keyOf(document, 'commands')
  if (typeof made !== 'string' || typeof commands !== 'object' || commands === null) {
    return {...none, useless: 'has no version or no commands'}
  }
  if (made.split('-')[0] !== version.split('-')[0]) return {...none, useless: `is of version ${made}`}
  if (folder === undefined) return none
  const listed = Object.entries(commands).map(([id, command]) => ({id, file: fileOf(id, command, folder)}))
  const there = new Set(files.map((file) => posix.normalize(file)))
  const known = new Set(listed.map(({file}) => file))
  return {
    gone: listed.filter(({file}) => !there.has(file)).map(({id}) => id.replaceAll(':', ' ')),
    unlisted: [...there].filter((file) => isCommandFile(file) && !known.has(file)),
  }
}

/** Manifests of old versions of oclif do not say it. */
function fileOf(id: string, command: unknown, folder: string): string {
  const path = keyOf(command, 'relativePath')
  const parts = Array.isArray(path) ? path.map(String) : [folder, `${id.replaceAll(':', '/')}.js`]
  return posix.normalize(parts.join('/'))
}

/** As oclif finds them. */
function isCommandFile(file: string): boolean {
  return /\.[cm]?[jt]sx?$/.test(file) && !/\.(d|test|spec)\.[cm]?[jt]sx?$/.test(file)
}

function keyOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined
}
