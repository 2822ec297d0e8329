import type {Interfaces} from '@oclif/core'
import {GtError, messageOf, type GtHookName, type GtHooks} from '@gt-town/contract'
import {within} from '@gt-town/waiting'
import {isThirdParty} from './third-party.js'

export interface HookAnswer<Value> {
  /** name of the plugin's package */
  plugin: string
  version: string
  /** of a plugin that is no part of gt: it was asked in a worker process, and what it answered is run there */
  isThirdParty?: true
  value: Value
}
export interface HookFailure {
  plugin: string
  version: string
  error: Error
}
export interface HookAnswers<Value> {
  answers: HookAnswer<Value>[]
  failures: HookFailure[]
}

/**
 * Asks every plugin of gt that answers `event`, all at once, each on its own: one that throws, rejects, calls `this.error`
 * or never settles becomes a failure with its name, and the others still answer. Sorted by plugin name.
 *
 * Why not `config.runHook` alone (oclif 4.14): one `this.error` there loses all answers, its timer is unref'd so that a
 * hook that never settles ends the process silently with code 13, and answers come in completion order.
 * @param options.timeoutMs deadline of each plugin, imports included; default 5 s
 */
export async function collect<Name extends GtHookName>(
  config: Interfaces.Config,
  event: Name,
  question: GtHooks[Name]['options'],
  options: {timeoutMs?: number} = {},
): Promise<HookAnswers<GtHooks[Name]['return']>> {
  const timeoutMs = options.timeoutMs ?? 5000
  const asked = [...config.plugins.values()]
    .filter((plugin) => event in plugin.hooks && !isThirdParty(config, plugin))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  const outcomes = await Promise.all(asked.map(async (plugin) => askPlugin(config, plugin, event, question, timeoutMs)))
  return {
    answers: outcomes.flatMap((outcome) => outcome.answers),
    failures: outcomes.flatMap((outcome) => outcome.failures),
  }
}

/**
 * The same, where exactly one plugin must answer.
 * @throws GtError `GT_HOOK_UNANSWERED`, `GT_HOOK_AMBIGUOUS`, or what the only plugin threw
 */
export async function ask<Name extends GtHookName>(
  config: Interfaces.Config,
  event: Name,
  question: GtHooks[Name]['options'],
  options: {timeoutMs?: number} = {},
): Promise<GtHooks[Name]['return']> {
  const {answers, failures} = await collect(config, event, question, options)
  const [first, second] = answers
  if (first && second) {
    throw new GtError('GT_HOOK_AMBIGUOUS', `${event} is answered by both ${first.plugin} and ${second.plugin}`, {
      hint: `uninstall one of them: gt plugins uninstall ${second.plugin}`,
    })
  }
  if (first) return first.value
  if (failures[0]) throw failures[0].error
  throw new GtError('GT_HOOK_UNANSWERED', `no plugin answers ${event}`, {
    hint: 'reinstall gt: one of its plugins is missing',
  })
}

async function askPlugin<Name extends GtHookName>(
  config: Interfaces.Config,
  plugin: Interfaces.Plugin,
  event: Name,
  question: GtHooks[Name]['options'],
  timeoutMs: number,
): Promise<HookAnswers<GtHooks[Name]['return']>> {
  const {name, version} = plugin
  // A config of one plugin: runHook then isolates it. Leans on runHook reading `this.plugins`; test/collect proves it.
  const alone = Object.create(config, {plugins: {value: new Map([[name, plugin]])}}) as Interfaces.Config
  try {
    // Our own hook types go through a plain string: oclif 4 and 5 augment theirs differently.
    const run = alone.runHook.bind(alone) as (
      event: string,
      options: unknown,
      timeout: undefined,
      captureErrors: boolean,
    ) => Promise<Interfaces.Hook.Result<GtHooks[Name]['return']>>
    const result = await within(timeoutMs, run(event, question, undefined, true), () => {
      throw new GtError('GT_HOOK_TIMEOUT', `${name} did not answer ${event} within ${timeoutMs / 1000} s`)
    })
    return {
      answers: result.successes.map(({result: value}) => ({plugin: name, version, value})),
      failures: result.failures.map(({error}) => ({plugin: name, version, error: errorOf(error)})),
    }
  } catch (error) {
    return {answers: [], failures: [{plugin: name, version, error: errorOf(error)}]}
  }
}

/** Plugins throw anything. */
function errorOf(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(messageOf(thrown))
}
