import {AbortedError, type DoctorCheck, type Finding, type StatusQuestion, type StatusSection} from '@gt-town/contract'
import {cutText} from '@gt-town/text'
import type {HookAnswer, HookAnswers, HookFailure} from '@gt-town/hooks'
import {longestTimerMs} from '@gt-town/waiting'
import type {
  CheckPlace,
  ConfigFacts,
  EventName,
  PluginDescriptor,
  TownEvent,
  WireAnswer,
  WireOutcome,
} from './protocol.js'
import {proxyChecks, type AnyContext, type ProxiedCheck} from './proxy-check.js'
import {SharedContexts} from './shared-contexts.js'
import {Task} from './task.js'
import {TaskRunner, type TaskRunnerOptions} from './task-runner.js'
import type {ThirdPartyPlugin} from './third-party-plugins.js'
import {UncaughtErrors} from './uncaught-errors.js'
import {fromWireError} from './wire-error.js'

export interface PluginHostOptions {
  /** of every check, instead of its own */
  readonly timeoutMs?: number | undefined
  /** of every hook, imports included; default 5 s */
  readonly hookTimeoutMs?: number
  /** a worker that is silent for longer while it has something to do is given up; default 1 s */
  readonly maxSilenceMs?: number
  /** how long a worker may take to start; default 30 s */
  readonly startMs?: number
  /** one that was started before */
  readonly worker?: TaskRunnerOptions['worker']
}

const defaultTimeoutMs = 10_000
const defaultHookTimeoutMs = 5000
const maxPrints = 100

/** Third-party plugins: their hooks and checks run in worker processes, and are asked here as if they ran in gt. */
export class PluginHost implements AsyncDisposable {
  readonly #plugins: readonly ThirdPartyPlugin[]
  readonly #options: PluginHostOptions
  readonly #tasks: TaskRunner
  readonly #contexts = new SharedContexts()
  readonly #uncaught = new UncaughtErrors()
  readonly #printed: string[] = []
  #checks: Promise<HookAnswers<DoctorCheck[]>> | undefined

  constructor(plugins: readonly ThirdPartyPlugin[], config: ConfigFacts, options: PluginHostOptions = {}) {
    this.#plugins = plugins
    this.#options = options
    this.#tasks = new TaskRunner({
      config,
      maxSilenceMs: options.maxSilenceMs ?? 1000,
      startMs: options.startMs ?? 30_000,
      loadTask: (plugin) => this.#hookTask(plugin, 'gt:checks'),
      onUncaughtError: (error) => this.#uncaught.note(error),
      onPrint: (text, plugin) => this.#notePrint(text, plugin),
      worker: options.worker,
    })
  }

  /** Starts the worker ahead of time; without such plugins there is none. */
  start(event: EventName): void {
    if (this.#plugins.some(({refusal, hooks}) => refusal === undefined && event in hooks)) this.#tasks.start()
    if (event === 'gt:checks') void this.askChecks()
  }

  /** Their checks: data is a copy, `run` and `fix` do their work in the worker and keep the deadline themselves. */
  async askChecks(): Promise<HookAnswers<DoctorCheck[]>> {
    return (this.#checks ??= this.#ask('gt:checks', (plugin) => this.#hookTask(plugin, 'gt:checks'), this.#proxies))
  }

  async askStatus(question: StatusQuestion): Promise<HookAnswers<StatusSection[]>> {
    return this.#ask(
      'gt:status',
      (plugin) => this.#hookTask(plugin, 'gt:status', question),
      (_plugin, value) => value as StatusSection[],
    )
  }

  /** Names for completion. Nobody has checked what they are. */
  async askNames(question: StatusQuestion): Promise<HookAnswers<unknown>> {
    return this.#ask(
      'gt:complete',
      (plugin) => this.#hookTask(plugin, 'gt:complete', question),
      (_plugin, value) => value,
    )
  }

  /** What was thrown where nobody could catch it, so far, by whom. Waits a moment for what is just being thrown. */
  async uncaughtErrors(): Promise<readonly string[]> {
    await this.#tasks.idle()
    await this.#tasks.runTracked(this.#uncaught.pluginsToTrack())
    return this.#uncaught.lines((plugin) => this.#nameOf(plugin))
  }

  /** What they printed, with their names where those are known. Not safe to print as it is. */
  get printed(): readonly string[] {
    return this.#printed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#tasks.end()
    return Promise.resolve()
  }

  readonly #proxies = (plugin: PluginDescriptor, value: unknown, hook: number): DoctorCheck[] =>
    proxyChecks(value as WireAnswer, hook, {
      run: async (place, check, context) =>
        (await this.#run(this.#runTask(plugin, place, check, context), context)) as Finding | Finding[],
      fix: async (place, check, context, finding) => {
        await this.#run(this.#fixTask(plugin, place, check, context, finding), context)
      },
    })

  async #ask<Value>(
    event: EventName,
    taskOf: (plugin: ThirdPartyPlugin) => Task,
    valueOf: (plugin: PluginDescriptor, value: unknown, hook: number) => Value,
  ): Promise<HookAnswers<Value>> {
    const answers: HookAnswer<Value>[] = []
    const failures: HookFailure[] = []
    const asked = this.#plugins.filter((plugin) => event in plugin.hooks)
    const outcomes = await Promise.all(asked.map(async (plugin) => this.#outcomesOf(plugin, taskOf)))
    asked.forEach((plugin, index) => {
      const {name, version} = plugin
      outcomes[index]?.forEach((outcome, hook) => {
        if (outcome.ok)
          answers.push({plugin: name, version, isThirdParty: true, value: valueOf(plugin, outcome.value, hook)})
        else failures.push({plugin: name, version, error: outcome.error})
      })
    })
    return {answers, failures}
  }

  async #outcomesOf(
    plugin: ThirdPartyPlugin,
    taskOf: (plugin: ThirdPartyPlugin) => Task,
  ): Promise<({ok: true; value: unknown} | {ok: false; error: Error})[]> {
    if (plugin.refusal) return [{ok: false, error: plugin.refusal}]
    const task = taskOf(plugin)
    this.#tasks.run(task)
    try {
      const outcomes = (await task.result()) as WireOutcome<unknown>[]
      return outcomes.map((outcome) => (outcome.ok ? outcome : {ok: false, error: fromWireError(outcome.error)}))
    } catch (error) {
      return [{ok: false, error: error as Error}]
    }
  }

  async #run(task: Task, {signal}: AnyContext): Promise<unknown> {
    if (signal.aborted) throw new AbortedError('the check')
    this.#tasks.run(task)
    return task.result()
  }

  #hookTask(plugin: PluginDescriptor, event: 'gt:checks'): Task
  #hookTask(plugin: PluginDescriptor, event: TownEvent, question: StatusQuestion): Task
  #hookTask(plugin: PluginDescriptor, ...[event, question]: ['gt:checks'] | [TownEvent, StatusQuestion]): Task {
    const {name, version, root, moduleType, hooks} = plugin
    const descriptor: PluginDescriptor = {name, version, root, moduleType, hooks}
    return new Task({
      plugin,
      kind: 'hook',
      code: event,
      target: '',
      deadlineMs: this.#options.hookTimeoutMs ?? defaultHookTimeoutMs,
      ...(question ? {connection: question.connection} : {isCheckList: true}),
      request: (attempt) =>
        event !== 'gt:checks'
          ? {
              t: 'ask-hook',
              attempt,
              plugin: descriptor,
              event,
              workspace: question.workspace,
              machine: question.connection.machine,
            }
          : {t: 'ask-hook', attempt, plugin: descriptor, event},
    })
  }

  #runTask(plugin: PluginDescriptor, place: CheckPlace, check: ProxiedCheck, context: AnyContext): Task {
    return this.#checkTask('check', plugin, place, context, {deadlineMs: this.#deadlineOf(check)}, {t: 'run-check'})
  }

  /** Whoever makes the fix keeps its deadline, which is long; what never yields is ended earlier. */
  #fixTask(
    plugin: PluginDescriptor,
    place: CheckPlace,
    check: ProxiedCheck,
    context: AnyContext,
    finding: Finding,
  ): Task {
    const limits = {deadlineMs: longestTimerMs, maxSilenceMs: this.#deadlineOf(check), stop: context.signal}
    return this.#checkTask('fix', plugin, place, context, limits, {t: 'run-fix', finding})
  }

  #checkTask(
    kind: 'check' | 'fix',
    plugin: PluginDescriptor,
    place: CheckPlace,
    context: AnyContext,
    limits: {deadlineMs: number; maxSilenceMs?: number; stop?: AbortSignal},
    what: {t: 'run-check'} | {t: 'run-fix'; finding: Finding},
  ): Task {
    const {rig, machineName, settings, connection} = context
    const shared = this.#contexts.sharedPartOf(context)
    return new Task({
      plugin,
      kind,
      code: `${plugin.name} ${place.hook} ${place.index}`,
      target: rig ? `on ${rig.name}` : machineName === undefined ? '' : `on ${machineName}`,
      ...limits,
      connection,
      log: (line) => context.log(line),
      request: (attempt, idOf) => {
        const question = {attempt, plugin: plugin.name, place, context: idOf(shared)}
        const machine = machineName === undefined ? undefined : {machineName, ...(settings && {settings})}
        return what.t === 'run-check'
          ? {...question, ...machine, ...what, ...(rig && {rigs: [rig.name]})}
          : {...question, ...machine, ...what, ...(rig && {rig: rig.name})}
      },
    })
  }

  #deadlineOf({timeoutMs}: ProxiedCheck): number {
    return this.#options.timeoutMs ?? (typeof timeoutMs === 'number' ? timeoutMs : defaultTimeoutMs)
  }

  #notePrint(text: string, plugin: string | undefined): void {
    if (this.#printed.length < maxPrints)
      this.#printed.push(`${this.#nameOf(plugin)} printed: ${cutText(text.trimEnd())}`)
  }

  #nameOf(plugin: string | undefined): string {
    const version = this.#plugins.find(({name}) => name === plugin)?.version
    return version === undefined ? 'a third-party plugin' : `${plugin}@${version}`
  }
}
