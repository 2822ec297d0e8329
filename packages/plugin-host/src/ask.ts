import {collect, type Answers} from '@gt-town/hooks'
import type {DoctorCheck, StatusQuestion, StatusSection} from '@gt-town/contract'
import type {Interfaces} from '@oclif/core'
import {takeEarlyChild} from './early-child.js'
import {configFacts, outsiderPlugins} from './outsider-plugins.js'
import type {EventName} from './protocol.js'
import {Outsiders, type OutsidersOptions} from './outsiders.js'

/**
 * The plugins of this command that are not part of gt. If there are any that answer `event`, their child starts at once, and
 * they are asked for their checks while gt does other things.
 */
export function outsidersOf(config: Interfaces.Config, event: EventName, options: OutsidersOptions = {}): Outsiders {
  const child = takeEarlyChild()
  const outsiders = new Outsiders(outsiderPlugins(config), configFacts(config), {...options, child})
  outsiders.start(event)
  return outsiders
}

/** Every plugin's checks: ours are asked in this process, those of others in their child. */
export async function askChecks(config: Interfaces.Config, outsiders: Outsiders): Promise<Answers<DoctorCheck[]>> {
  const [theirs, ours] = await Promise.all([outsiders.askChecks(), collect(config, 'gt:checks', {})])
  return merge(ours, theirs)
}

/** Every plugin's sections of `gt status`. @param options.timeoutMs of our own hooks */
export async function askStatus(
  config: Interfaces.Config,
  outsiders: Outsiders,
  question: StatusQuestion,
  options: {timeoutMs: number},
): Promise<Answers<StatusSection[]>> {
  const [theirs, ours] = await Promise.all([
    outsiders.askStatus(question),
    collect(config, 'gt:status', question, options),
  ])
  return merge(ours, theirs)
}

function merge<Value>(ours: Answers<Value>, theirs: Answers<Value>): Answers<Value> {
  return {answers: [...ours.answers, ...theirs.answers], failures: [...ours.failures, ...theirs.failures]}
}
