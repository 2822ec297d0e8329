import {UsageError} from '@gt-town/contract'

/**
 * Tells the words of `gt machine exec` apart: machines and flags before `--`, the command after it. Done before anything is
 * parsed, so that `--all -- ls` takes `ls` for no machine.
 * @throws UsageError where no command is given
 */
export function splitCommand(words: readonly string[]): {before: string[]; command: string[]} {
  const at = words.indexOf('--')
  const command = at === -1 ? [] : words.slice(at + 1)
  if (command[0] === '') {
    throw new UsageError('GT_USAGE', 'the command is empty', {hint: 'put the name of a program after the two dashes'})
  }
  // Whoever asks for help gets it.
  if (command.length > 0 || words.includes('--help'))
    return {before: words.slice(0, at === -1 ? undefined : at), command}
  throw new UsageError('GT_USAGE', 'no command is given', {
    hint: 'put it after two dashes: gt machine exec west -- uname -a',
  })
}
