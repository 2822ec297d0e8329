import type {Theme} from '@gt-town/command'
import {printable} from '@gt-town/text'
import type {Explanation} from './explain.js'

/** One causal line, what was looked at, and what to do. */
export function explanationText(
  subject: string,
  {verdict, decisive, steps}: Explanation,
  {paint, symbols}: Theme,
): string {
  const marks = {ok: paint.green(symbols.pass), cause: paint.red(symbols.fail), unknown: paint.yellow(symbols.warn)}
  const working = steps.find(({what}) => what.startsWith('session '))
  const reason = decisive ?? working
  const says = reason === undefined ? 'all that was looked at is well' : `${reason.what} ${reason.says}`
  const verdicts = {
    clear: `Nothing hinders ${subject}: ${says}`,
    cause: `${subject} does not move: ${says}`,
    unknown: `Cannot tell about ${subject}: ${says}`,
  }
  const lines = steps.map(({state, what, says: found}) => `  ${marks[state]} ${printable(`${what} ${found}`)}`)
  const next = decisive?.next === undefined ? [] : [`Next: ${printable(decisive.next)}`]
  return [paint.bold(printable(verdicts[verdict])), ...lines, ...next].join('\n')
}
