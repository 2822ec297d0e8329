/** What a command line gets that needs nothing of gt's plugins. */
interface LightCommand {
  /** as oclif's manifest has them */
  readonly flags: Readonly<Record<string, LightFlag>>
  /** @returns what is printed; undefined: the command itself has to run */
  readonly run: (call: {
    readonly flags: Readonly<Record<string, string | boolean | undefined>>
    readonly env: Readonly<Record<string, string | undefined>>
    readonly cwd: string
  }) => string | undefined
}

interface LightFlag {
  readonly type: 'boolean' | 'option'
  readonly char?: string
  readonly options?: readonly string[]
  readonly multiple?: boolean
}

type RunLight = (
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  cwd: string,
) => string | undefined

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
    const flags = command && parseFlags(words, command.flags)
    return command && flags && command.run({flags, env, cwd})
  }
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
