import type {DoctorCheck, StatusQuestion, StatusSection} from '@gt-town/contract'
import {collect, type HookAnswers} from '@gt-town/hooks'
import type {Interfaces} from '@oclif/core'
import type {PluginHost} from './plugin-host.js'

/** Every plugin's checks: gt's own are asked in this process, third-party plugins in their worker. */
export async function askChecks(config: Interfaces.Config, host: PluginHost): Promise<HookAnswers<DoctorCheck[]>> {
  const [thirdParty, own] = await Promise.all([host.askChecks(), collect(config, 'gt:checks', {})])
  return merge(own, thirdParty)
}

/** Every plugin's sections of `gt status`. @param options.timeoutMs of gt's own hooks */
export async function askStatus(
  config: Interfaces.Config,
  host: PluginHost,
  question: StatusQuestion,
  options: {timeoutMs: number},
): Promise<HookAnswers<StatusSection[]>> {
  const [thirdParty, own] = await Promise.all([
    host.askStatus(question),
    collect(config, 'gt:status', question, options),
  ])
  return merge(own, thirdParty)
}

function merge<Value>(one: HookAnswers<Value>, other: HookAnswers<Value>): HookAnswers<Value> {
  return {answers: [...one.answers, ...other.answers], failures: [...one.failures, ...other.failures]}
}
