import type {Name, NamesOf, NamesQuestion} from '@gt-town/light'
import {naturally} from '@gt-town/text'
import type {CommandTable, Values} from './command-table.js'
import {readTypedLine, type Slot} from './typed-line.js'

/** What a shell is told: these names, or to offer files or folders itself. */
export interface Completion {
  readonly offer: 'names' | 'files' | 'folders'
  readonly names: readonly Name[]
  /** what the word begins with and the shell has to leave out, where it offers files: `--flag=` */
  readonly prefix: string
}

export interface NameSources {
  /** kinds of live names that gt's own plugins know */
  readonly own: Readonly<Record<string, NamesOf>>
  /** what plugins of others know of a kind, gt's own kinds too */
  readonly other: (kind: string, question: NamesQuestion) => readonly Name[]
}

/**
 * What may stand at the cursor.
 * @param words after `gt`, without quotes; the last one is being typed
 * @param place where names are looked for, once the flags before the cursor are known
 */
export function complete(
  words: readonly string[],
  table: CommandTable,
  place: (flags: Readonly<Record<string, string>>, word: string) => NamesQuestion,
  sources: NameSources,
): Completion {
  const {slot, flags} = readTypedLine(words, table)
  const word = words.at(-1) ?? ''
  const prefix = slot.at === 'value' ? slot.prefix : ''
  const values = slot.at === 'value' ? slot.values : slot.at === 'command' ? slot.also : undefined
  if (values?.kind === 'file') return {offer: 'files', names: [], prefix}
  if (values?.kind === 'folder') return {offer: 'folders', names: [], prefix}
  const question = place(flags, word.slice(prefix.length))
  const taken: readonly string[] = slot.at === 'value' ? slot.taken : []
  const names = [...fixedNames(slot, table), ...(values ? namesOf(values, table, question, sources) : [])]
  return {
    offer: 'names',
    names: names
      .map((name) => ({...name, value: prefix + name.value}))
      .filter(({value}) => value.startsWith(word) && value !== '' && !taken.includes(value)),
    prefix,
  }
}

function fixedNames(slot: Slot, table: CommandTable): Name[] {
  if (slot.at === 'command') return commandNames(slot.words, table)
  return slot.at === 'flag' ? flagNames(slot) : []
}

/** The next words after these. */
function commandNames(words: readonly string[], table: CommandTable): Name[] {
  const start = words.length === 0 ? '' : `${words.join(' ')} `
  const all = [...Object.keys(table.commands), ...Object.keys(table.topics)]
  const next = all.flatMap((name) => (name.startsWith(start) ? [name.slice(start.length).split(' ')[0] ?? ''] : []))
  return [...new Set(next)].sort(naturally).map((value) => {
    const name = start + value
    return {value, description: table.commands[name]?.summary ?? table.topics[name]}
  })
}

function flagNames({command, used}: Slot & {at: 'flag'}): Name[] {
  const flags = Object.entries(command.flags).filter(([name, flag]) => flag.multiple === true || !used.has(name))
  const named = flags.filter(([name]) => /^[^\s\p{C}=]+$/u.test(name))
  const names = named.flatMap(([name, {description, allowNo}]) => [
    {value: `--${name}`, description},
    ...(allowNo === true ? [{value: `--no-${name}`, description: `not: ${description}`}] : []),
  ])
  return [...names, {value: '--help', description: 'Show help.'}].sort((a, b) => naturally(a.value, b.value))
}

function namesOf({options, kind}: Values, table: CommandTable, question: NamesQuestion, sources: NameSources): Name[] {
  if (options) return options.map((value) => ({value}))
  if (kind === undefined) return []
  const fixed = Object.entries(table.names[kind] ?? {}).map(([value, description]) => ({value, description}))
  const own = Object.hasOwn(sources.own, kind) ? sources.own[kind] : undefined
  const live = [...(own?.(question) ?? []), ...sources.other(kind, question)]
  const known = new Set(fixed.map(({value}) => value))
  return [...fixed, ...live.filter(({value}) => !known.has(value))]
}
