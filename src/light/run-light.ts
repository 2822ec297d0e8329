/** What a command line gets that needs nothing of gt's plugins. */
interface LightCommand {
  /** as oclif's manifest has them */
  readonly flags: Readonly<Record<string, LightFlag>>
  /** takes names, and a command after `--` */
  readonly takesWords?: boolean
  readonly run: (call: {
    readonly flags: Readonly<Record<string, string | boolean | undefined>>
    readonly words: readonly string[]
    /** after `--` */
    readonly rest: readonly string[]
    readonly env: Readonly<Record<string, string | undefined>>
    readonly cwd: string
  }) => LightAnswer
}

/** What is printed, with exit code 0; undefined: the command itself has to run; or later that, or the exit code where all was printed. */
type LightAnswer = string | undefined | Promise<number | undefined>

interface LightFlag {
  readonly type: 'boolean' | 'option'
  readonly char?: string
  readonly options?: readonly string[]
  readonly multiple?: boolean
}

type RunLight = (argv: readonly string[], env: Readonly<Record<string, string | undefined>>, cwd: string) => LightAnswer

/**
 * The short way for commands that agents and shells run again and again: nothing is loaded but what they need. Help, errors, and
 * whatever is not plain are left to oclif.
 * @param commands by their words, such as `mail check`
 * @returns takes the words after `gt`, and answers with what is printed, with exit code 0; undefined: take the long way
 */
export function lightRunner(commands: Readonly<Record<string, LightCommand>>): RunLight {
  return ([topic = '', verb = '', ...words], env, cwd) => {
    const name = `${topic} ${verb}`
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined
    const parsed = command && parse(words, command)
    return command && parsed && command.run({...parsed, env, cwd})
  }
}

interface Parsed {
  readonly flags: Readonly<Record<string, string | boolean>>
  readonly words: readonly string[]
  readonly rest: readonly string[]
}

/** @returns undefined for whatever oclif has to say something about */
function parse(all: readonly string[], {flags: known, takesWords = false}: LightCommand): Parsed | undefined {
  const end = takesWords ? all.indexOf('--') : -1
  const before = end === -1 ? all : all.slice(0, end)
  // A name never begins with a dash, and a flag takes the next word at most: what is left is parsed as if there were no names.
  const words: string[] = []
  const flagged: string[] = []
  for (let at = 0; at < before.length; at++) {
    const word = before[at] ?? ''
    if (!takesWords || word.startsWith('-')) flagged.push(word)
    else words.push(word)
    const takesNext = /^--[a-z-]+$/.test(word) && known[word.slice(2)]?.type === 'option'
    if (takesWords && takesNext && at + 1 < before.length) flagged.push(before[++at] ?? '')
  }
  const flags = parseFlags(flagged, known)
  return flags && {flags, words, rest: end === -1 ? [] : all.slice(end + 1)}
}

/** @returns undefined for whatever oclif has to say something about */
function parseFlags(
  words: readonly string[],
  known: Readonly<Record<string, LightFlag>>,
): Record<string, string | boolean> | undefined {
  const found: Record<string, string | boolean> = {}
  for (let at = 0; at < words.length; at++) {
    const [, name = '', , value] = /^--([a-z][a-z-]*)(=([^]*))?$/.exec(words[at] ?? '') ?? []
    const flag = Object.hasOwn(known, name) ? known[name] : undefined
    if (flag === undefined || flag.multiple === true || name in found) return undefined
    if (flag.type === 'boolean') {
      if (value !== undefined) return undefined
      found[name] = true
      continue
    }
    const text = value ?? words[++at]
    if (text === undefined || (value === undefined && text.startsWith('-'))) return undefined
    if (flag.options && !flag.options.includes(text)) return undefined
    found[name] = text
  }
  return found
}
