import {readFileSync} from 'node:fs'
import {join} from 'node:path'
import {anyTown, type NamesOf, type NamesQuestion} from '@gt-town/light'
import type {CommandTable} from './command-table.js'
import {complete, type Completion} from './complete.js'
import {installedPlugins, withThirdParty} from './third-party-commands.js'
import {readThirdPartyNames} from './third-party-names.js'
import {unquote} from './unquote.js'

/** Where Tab was pressed. */
export interface TabPlace {
  readonly env: Readonly<Record<string, string | undefined>>
  /** empty where it does not exist any more */
  readonly cwd: string
  /** folder of gt's own package.json */
  readonly root: string
  readonly home: string
  /** see NamesQuestion */
  readonly dataFolder: string
  readonly cacheFolder: string
  /** has the names that plugins give made anew, while nobody waits */
  readonly refresh: (town: string | undefined) => void
}

/**
 * What a shell is told after Tab: a line that says whether names follow or the shell offers files itself, then one name a line, with a tab and
 * its description. A name that goes on ends with `:`, `/` or `=`. Only files are read.
 * @param words the shell's name, then what was typed after `gt`, as it was typed; the last one up to the cursor
 */
export function tabAnswerer(own: Readonly<Record<string, NamesOf>>) {
  return ([shell = '', ...typed]: readonly string[], place: TabPlace): string => {
    const words = typed.map((word, at) => (shell === 'bash' || at === typed.length - 1 ? unquote(word) : word))
    return printed(completionOf(words.length === 0 ? [''] : words, own, place))
  }
}

function completionOf(
  words: readonly string[],
  own: Readonly<Record<string, NamesOf>>,
  {env, cwd, root, home, dataFolder, cacheFolder, refresh}: TabPlace,
): Completion {
  const plugins = installedPlugins(dataFolder)
  const table = JSON.parse(readFileSync(join(root, 'dist', 'completion.json'), 'utf8')) as CommandTable
  return complete(
    words,
    plugins.length === 0 ? table : withThirdParty(table, plugins, cacheFolder),
    (flags, word) => ({
      town: anyTown({named: fromHome(flags['town'] ?? env['GT_TOWN_ROOT'], home), cwd}),
      ...{word, env, cwd, cacheFolder, dataFolder},
      machine: flags['machine'],
      as: flags['as'] ?? flags['from'] ?? (env['GT_ADDRESS'] || undefined),
    }),
    {
      own: {...own, plugin: () => plugins.map(({name}) => ({value: name}))},
      other: (kind, question) => (plugins.length === 0 ? [] : namesOfPlugins(kind, question, refresh)),
    },
  )
}

function namesOfPlugins(kind: string, {town, cacheFolder}: NamesQuestion, refresh: TabPlace['refresh']) {
  const {names, isFresh} = readThirdPartyNames(cacheFolder, town?.root ?? '', Date.now())
  if (!isFresh) refresh(town?.root)
  return Object.hasOwn(names, kind) ? (names[kind] ?? []) : []
}

function fromHome(path: string | undefined, home: string): string | undefined {
  return path?.replace(/^~(?=\/|$)/, () => home)
}

function printed({offer, names, prefix}: Completion): string {
  const lines = names.flatMap(({value, description}) => {
    // What would be several lines is no word that anybody could type.
    if (/[\p{Cc}\p{Zl}\p{Zp}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(value)) return []
    const text = description?.replaceAll(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
    return [text ? `${value}\t${text}` : value]
  })
  return [offer === 'names' ? 'names' : `${offer} ${prefix}`, ...lines, ''].join('\n')
}
