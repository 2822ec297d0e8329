import {collect} from '@gt-town/hooks'
import {GtError, type InUseQuestion} from '@gt-town/contract'
import type {Interfaces} from '@oclif/core'

/** Ending what runs may take its grace period. */
const timeoutMs = 90_000

/**
 * Makes sure that nothing runs in what is about to be removed.
 * @param force end what runs there first
 * @throws GtError `GT_IN_USE` (exit 1) naming what runs, also where that cannot be seen and nothing is forced
 */
export async function leaveUnused(
  config: Interfaces.Config,
  question: Omit<InUseQuestion, 'stop'>,
  {force}: {force: boolean},
): Promise<void> {
  const {answers, failures} = await collect(config, 'gt:in-use', {...question, stop: force}, {timeoutMs})
  const [failure] = failures
  // What could not be asked is no reason against what was forced.
  if (failure && !force) throw failure.error
  const [first, ...others] = answers.flatMap(({value}) => value)
  if (first === undefined) return
  const more = others.length === 0 ? '' : `, and ${others.length} more`
  const why = first.why === undefined ? '' : ` (${first.why})`
  throw new GtError('GT_IN_USE', `${first.what} runs${more}${why}`, {hint: first.hint, exit: 1})
}
