import {closest, didYouMean} from '@gt-town/text'
import type {Command} from '@oclif/core'

export interface Suggestion {
  /** of what was typed, the words that were meant to be a command */
  readonly typed: string
  /** what was probably meant; undefined where nothing is near */
  readonly hint: string | undefined
}

/**
 * What command was probably meant: the topic that is near, with the command below it that was typed or is near. An alias
 * counts, and what it stands for is named.
 * @param words as typed, without flags
 */
export function suggestCommand(words: readonly string[], commands: readonly Command.Loadable[]): Suggestion {
  const names = namesOf(commands)
  const [first = '', second] = words
  const starts = [...new Set([...names.keys()].map((name) => name.split(' ')[0] ?? ''))]
  const start = starts.includes(first) ? first : closest(first, starts)
  const below = [...names.keys()].filter((name) => name.startsWith(`${start ?? ''} `))
  const typed = start === first && below.length > 0 && second !== undefined ? `${first} ${second}` : first
  if (start === undefined) return {typed, hint: undefined}
  if (second === undefined || below.length === 0) return {typed, hint: `did you mean gt ${names.get(start) ?? start}?`}
  const name = `${start} ${second}`
  const meant = names.get(name) ?? names.get(closest(name, below) ?? '')
  if (meant !== undefined) return {typed, hint: `did you mean gt ${meant}?`}
  return {typed, hint: didYouMean(name, [...new Set(below.map((one) => names.get(one) ?? one))], 'command')}
}

/** By what can be typed, aliases too: the command's own name. */
function namesOf(commands: readonly Command.Loadable[]): Map<string, string> {
  const shown = commands.filter((command) => !command.hidden)
  return new Map(
    shown.flatMap(({id, aliases, hiddenAliases}) =>
      [id, ...aliases, ...hiddenAliases].map((name) => [spoken(name), spoken(id)] as const),
    ),
  )
}

function spoken(id: string): string {
  return id.replaceAll(':', ' ')
}
