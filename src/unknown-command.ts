import {manifestProblemOf} from '@gt-town/hooks'
import {UsageError} from '@gt-town/contract'
import type {Interfaces} from '@oclif/core'
import {suggestCommand} from './suggest-command.js'

/** Every command has flags of its own. */
const flagsLast = 'flags come after the command, such as gt status --json'

/** A mistyped command, with what was probably meant. @param words as typed, without flags */
export function unknownCommand(words: readonly string[], config: Interfaces.Config): UsageError {
  const {typed, hint} = suggestCommand(words, config.commands)
  const silent = config.getPluginsList().find((plugin) => manifestProblemOf(plugin) !== undefined)
  const rest = silent === undefined ? '' : `; commands of ${silent.name} are missing, gt doctor says why`
  const near = typed === 'version' ? 'did you mean gt --version?' : typed.startsWith('-') ? flagsLast : hint
  return new UsageError('GT_COMMAND_UNKNOWN', `gt has no command ${JSON.stringify(typed)}`, {
    hint: near === undefined ? `gt help lists all${rest}` : `${near} (gt help lists all${rest})`,
  })
}
