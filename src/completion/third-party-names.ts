import {statSync} from 'node:fs'
import {join} from 'node:path'
import {field, jsonOf, type Name} from '@gt-town/light'
import {noteName} from './noted-file.js'

/** How long names are taken as they are, in milliseconds. */
const freshMs = 30_000

interface ThirdPartyNames {
  readonly names: Readonly<Record<string, readonly Name[]>>
  /** younger than half a minute */
  readonly isFresh: boolean
}

/** @returns where the names are kept that plugins gave for a town */
export function thirdPartyNamesFile(cacheFolder: string, root: string): string {
  return join(cacheFolder, 'names', 'plugins', noteName(root))
}

/** What plugins answered last. @param root of the town; empty outside of towns */
export function readThirdPartyNames(cacheFolder: string, root: string, now: number): ThirdPartyNames {
  const file = thirdPartyNamesFile(cacheFolder, root)
  const made = statSync(file, {throwIfNoEntry: false})?.mtimeMs ?? 0
  const noted = jsonOf(file)
  const kinds = field(noted, 'town') === root ? field(noted, 'names') : undefined
  const names = typeof kinds === 'object' && kinds !== null ? Object.entries(kinds) : []
  return {
    names: Object.fromEntries(names.map(([kind, list]) => [kind, answeredNames(list)])),
    isFresh: kinds !== undefined && now - made >= 0 && now - made < freshMs,
  }
}

/** Of whatever a plugin answered: what can be a word of a command line. */
export function answeredNames(list: unknown): Name[] {
  if (!Array.isArray(list)) return []
  return list.flatMap((item: unknown) => {
    const value = typeof item === 'string' ? item : field(item, 'value')
    const description = field(item, 'description')
    if (typeof value !== 'string' || value === '') return []
    return [{value, ...(typeof description === 'string' && {description})}]
  })
}
