import {UsageError} from '@gt-town/contract'
import type {Hook} from '@oclif/core'
import {unknownCommand} from '../unknown-command.js'

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
  throw unknownCommand(words, config)
}
export default hook
