import type {CommandTable, CompletedCommand, Values} from './command-table.js'

/** What the word at the cursor is. */
export type Slot =
  /** a word of a command's name; after a whole command also its first argument */
  | {readonly at: 'command'; readonly words: readonly string[]; readonly also: Values | undefined}
  | {readonly at: 'flag'; readonly command: CompletedCommand; readonly used: ReadonlySet<string>}
  /** @property prefix of the word, which is not part of the value: `--flag=` */
  | {readonly at: 'value'; readonly values: Values; readonly prefix: string; readonly taken: readonly string[]}
  | {readonly at: 'nothing'}

export interface TypedLine {
  readonly slot: Slot
  /** of flags that were given a value before */
  readonly flags: Readonly<Record<string, string>>
}

/** @param words after `gt`; the last one is being typed, and may be empty */
export function readTypedLine(words: readonly string[], table: CommandTable): TypedLine {
  const before = words.slice(0, -1)
  const word = words.at(-1) ?? ''
  const help = before[0] === 'help'
  const named = commandWords(help ? before.slice(1) : before, table)
  const rest = before.slice(named.length + (help ? 1 : 0))
  const name = named.join(' ')
  const command = table.commands[table.aliases[name] ?? name]
  if (help) return {slot: rest.length > 0 ? {at: 'nothing'} : {at: 'command', words: named, also: undefined}, flags: {}}
  // Words that are no command's: nothing is known.
  if (!command) {
    return {slot: rest.length > 0 || word.startsWith('-') ? {at: 'nothing'} : commandSlot(named), flags: {}}
  }
  const given = readGiven(rest, command)
  return {slot: slotOf({word, command, given, named, table}), flags: given.flags}
}

interface Given {
  readonly args: readonly string[]
  readonly flags: Readonly<Record<string, string>>
  readonly used: ReadonlySet<string>
  /** the flag whose value comes next */
  readonly open: string | undefined
  /** after `--` there are no flags */
  readonly ended: boolean
}

function slotOf(typed: {
  readonly word: string
  readonly command: CompletedCommand
  readonly given: Given
  readonly named: readonly string[]
  readonly table: CommandTable
}): Slot {
  const {word, command, given, named, table} = typed
  const taken = given.args
  if (given.open !== undefined) return {at: 'value', values: command.flags[given.open] ?? {}, prefix: '', taken: []}
  if (!given.ended && word.startsWith('-')) {
    const [, name = '', value] = /^--([^=]+)(=.*)?$/s.exec(word) ?? []
    const flag = Object.hasOwn(command.flags, name) ? command.flags[name] : undefined
    if (value === undefined) return {at: 'flag', command, used: given.used}
    return flag && !flag.isSwitch ? {at: 'value', values: flag, prefix: `--${name}=`, taken: []} : {at: 'nothing'}
  }
  const last = command.args.at(-1)
  const values =
    given.ended && last?.multiple !== true
      ? undefined
      : (command.args[taken.length] ?? (last?.multiple ? last : undefined))
  const isTopic = taken.length === 0 && given.used.size === 0 && !given.ended && hasBelow(named, table)
  if (isTopic) return {at: 'command', words: named, also: values}
  return values ? {at: 'value', values, prefix: '', taken} : {at: 'nothing'}
}

/** The longest beginning that names a command or a topic. */
function commandWords(words: readonly string[], table: CommandTable): readonly string[] {
  let named = 0
  for (let length = 1; length <= words.length; length++) {
    const name = words.slice(0, length).join(' ')
    if (![table.commands, table.topics, table.aliases].some((known) => Object.hasOwn(known, name))) break
    named = length
  }
  return words.slice(0, named)
}

function commandSlot(words: readonly string[]): Slot {
  return {at: 'command', words, also: undefined}
}

function hasBelow(words: readonly string[], table: CommandTable): boolean {
  const start = `${words.join(' ')} `
  return Object.keys(table.commands).some((name) => name.startsWith(start))
}

function readGiven(words: readonly string[], {flags}: CompletedCommand): Given {
  const args: string[] = []
  const values: Record<string, string> = {}
  const used = new Set<string>()
  let open: string | undefined
  let ended = false
  for (const word of words) {
    if (open !== undefined) {
      values[open] = word
      open = undefined
    } else if (ended || !word.startsWith('-') || word === '-') {
      args.push(word)
    } else if (word === '--') {
      ended = true
    } else {
      const [, long, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? []
      const name = long ?? Object.keys(flags).find((one) => flags[one]?.char === word.slice(1))
      if (name === undefined) continue
      used.add(name.replace(/^no-/, ''))
      used.add(name)
      if (value !== undefined) values[name] = value
      else if (Object.hasOwn(flags, name) && flags[name]?.isSwitch === false) open = name
    }
  }
  return {args, flags: values, used, open, ended}
}
