import {manifestProblemOf} from '@gt-town/hooks'
import {UsageError} from '@gt-town/contract'
import type {Hook} from '@oclif/core'
import {suggestCommand} from '../suggest-command.js'

/** A mistyped command: exit 2 with a did-you-mean, never a prompt (a script may have a terminal as its stdin). */
const hook: Hook.CommandNotFound = async function ({id, config}) {
  const words = id.split(':')
  const known = config.commands.filter((command) => !command.hidden).map((command) => command.id.replaceAll(':', ' '))
  const whole = words.map((_word, index) => words.slice(0, -index - 1).join(' ')).find((start) => known.includes(start))
  if (whole !== undefined) {
    const extra = words.slice(whole.split(' ').length).join(' ')
    throw new UsageError('GT_USAGE', `gt ${whole} takes no argument ${JSON.stringify(extra)}`, {
      hint: `gt ${whole} --help shows what it takes`,
    })
  }
  const {typed, hint} = suggestCommand(words, config.commands)
  const silent = config.getPluginsList().find((plugin) => manifestProblemOf(plugin) !== undefined)
  const rest = silent === undefined ? '' : `; commands of ${silent.name} are missing, gt doctor says why`
  throw new UsageError('GT_COMMAND_UNKNOWN', `gt has no command ${JSON.stringify(typed)}`, {
    hint: hint === undefined ? `gt help lists all${rest}` : `${hint} (gt help lists all${rest})`,
  })
}
export default hook
