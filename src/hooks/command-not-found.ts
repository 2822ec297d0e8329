import {didYouMean, UsageError} from '@gt-town/contract'
import type {Hook} from '@oclif/core'

/** A mistyped command: exit 2 with a did-you-mean, never a prompt (a script may have a terminal as its stdin). */
const hook: Hook.CommandNotFound = async function ({id, config}) {
  const typed = id.replaceAll(':', ' ')
  const known = config.commands.filter((command) => !command.hidden).map((command) => command.id.replaceAll(':', ' '))
  throw new UsageError('GT_COMMAND_UNKNOWN', `gt has no command ${JSON.stringify(typed)}`, {
    hint: `${didYouMean(typed, known, 'command')} (gt help lists all)`,
  })
}
export default hook
