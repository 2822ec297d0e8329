import {AbortedError, type DoctorCheck, type Finding, type StatusQuestion, type StatusSection} from '@gt-town/contract'
import {cutText} from '@gt-town/text'
import type {Answer, Answers, Failure} from '@gt-town/hooks'
import {Cells, type CellsOptions} from './cells.js'
import type {OutsiderPlugin} from './outsider-plugins.js'
import type {CheckPlace, ConfigFacts, EventName, PluginFacts, WireAnswer, WireOutcome} from './protocol.js'
import {proxyChecks, type AnyContext, type ProxiedCheck} from './proxy-check.js'
import {Scenes} from './scenes.js'
import {Strays} from './strays.js'
import {Task} from './task.js'
import {fromWireError} from './wire-error.js'

export interface OutsidersOptions {
  /** of every check, instead of its own */
  readonly timeoutMs?: number | undefined
  /** of every hook, imports included; default 5 s */
  readonly hookTimeoutMs?: number
  /** a child that is silent for longer while it has something to do is given up; default 1 s */
  readonly patienceMs?: number
  /** how long a child may take to start; default 30 s */
  readonly startMs?: number
  /** one that was started before */
  readonly child?: CellsOptions['child']
}

const defaultTimeoutMs = 10_000
const defaultHookTimeoutMs = 5000
const longestMs = 2 ** 31 - 1
const mostPrints = 100

/** Plugins that are not part of gt: their hooks and checks run in children, and are asked here as if they ran in gt. */
export class Outsiders implements AsyncDisposable {
  readonly #plugins: readonly OutsiderPlugin[]
  readonly #options: OutsidersOptions
  readonly #cells: Cells
  readonly #scenes = new Scenes()
  readonly #strays = new Strays()
  readonly #printed: string[] = []
  #checks: Promise<Answers<DoctorCheck[]>> | undefined

  constructor(plugins: readonly OutsiderPlugin[], config: ConfigFacts, options: OutsidersOptions = {}) {
    this.#plugins = plugins
    this.#options = options
    this.#cells = new Cells({
      config,
      patienceMs: options.patienceMs ?? 1000,
      startMs: options.startMs ?? 30_000,
      loading: (plugin) => this.#askTask(plugin, 'gt:checks'),
      onStray: (stray) => this.#strays.note(stray),
      onPrint: (text, plugin) => this.#notePrint(text, plugin),
      child: options.child,
    })
  }

  /** Starts the child ahead of time; without such plugins there is none. */
  start(event: EventName): void {
    if (this.#plugins.some(({refusal, hooks}) => refusal === undefined && event in hooks)) this.#cells.start()
    if (event === 'gt:checks') void this.askChecks()
  }

  /** Their checks: data is a copy, `run` and `fix` do their work in the child and keep the deadline themselves. */
  async askChecks(): Promise<Answers<DoctorCheck[]>> {
    return (this.#checks ??= this.#ask('gt:checks', (plugin) => this.#askTask(plugin, 'gt:checks'), this.#proxies))
  }

  async askStatus(question: StatusQuestion): Promise<Answers<StatusSection[]>> {
    return this.#ask(
      'gt:status',
      (plugin) => this.#askTask(plugin, 'gt:status', question),
      (_plugin, value) => value as StatusSection[],
    )
  }

  /** What was thrown where nobody could catch it, so far, by whom. Waits a moment for what is just being thrown. */
  async strayErrors(): Promise<readonly string[]> {
    await this.#cells.rest()
    await this.#cells.witness(this.#strays.suspects())
    return this.#strays.tell((plugin) => this.#nameOf(plugin))
  }

  /** What they printed, with their names where those are known. Not safe to print as it is. */
  get printed(): readonly string[] {
    return this.#printed
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#cells.end()
    return Promise.resolve()
  }

  readonly #proxies = (plugin: PluginFacts, value: unknown, hook: number): DoctorCheck[] =>
    proxyChecks(value as WireAnswer, hook, {
      look: async (place, check, context) =>
        (await this.#run(this.#lookTask(plugin, place, check, context), context)) as Finding | Finding[],
      fix: async (place, check, context, finding) => {
        await this.#run(this.#fixTask(plugin, place, check, context, finding), context)
      },
    })

  async #ask<Value>(
    event: EventName,
    taskOf: (plugin: OutsiderPlugin) => Task,
    valueOf: (plugin: PluginFacts, value: unknown, hook: number) => Value,
  ): Promise<Answers<Value>> {
    const answers: Answer<Value>[] = []
    const failures: Failure[] = []
    const asked = this.#plugins.filter((plugin) => event in plugin.hooks)
    const outcomes = await Promise.all(asked.map(async (plugin) => this.#outcomesOf(plugin, taskOf)))
    asked.forEach((plugin, index) => {
      const {name, version} = plugin
      outcomes[index]?.forEach((outcome, hook) => {
        if (outcome.ok) answers.push({plugin: name, version, value: valueOf(plugin, outcome.value, hook)})
        else failures.push({plugin: name, version, error: outcome.error})
      })
    })
    return {answers, failures}
  }

  async #outcomesOf(
    plugin: OutsiderPlugin,
    taskOf: (plugin: OutsiderPlugin) => Task,
  ): Promise<({ok: true; value: unknown} | {ok: false; error: Error})[]> {
    if (plugin.refusal) return [{ok: false, error: plugin.refusal}]
    const task = taskOf(plugin)
    this.#cells.run(task)
    try {
      const outcomes = (await task.result()) as WireOutcome<unknown>[]
      return outcomes.map((outcome) => (outcome.ok ? outcome : {ok: false, error: fromWireError(outcome.error)}))
    } catch (error) {
      return [{ok: false, error: error as Error}]
    }
  }

  async #run(task: Task, {signal}: AnyContext): Promise<unknown> {
    if (signal.aborted) throw new AbortedError('the check')
    this.#cells.run(task)
    return task.result()
  }

  #askTask(plugin: PluginFacts, event: 'gt:checks'): Task
  #askTask(plugin: PluginFacts, event: 'gt:status', question: StatusQuestion): Task
  #askTask(plugin: PluginFacts, event: EventName, question?: StatusQuestion): Task {
    const {name, version, root, moduleType, hooks} = plugin
    const facts: PluginFacts = {name, version, root, moduleType, hooks}
    return new Task({
      plugin,
      kind: 'ask',
      code: event,
      target: '',
      deadlineMs: this.#options.hookTimeoutMs ?? defaultHookTimeoutMs,
      ...(question ? {connection: question.connection} : {isCheckList: true}),
      request: (job) =>
        question
          ? {
              t: 'ask',
              job,
              plugin: facts,
              event: 'gt:status',
              workspace: question.workspace,
              machine: question.connection.machine,
            }
          : {t: 'ask', job, plugin: facts, event: 'gt:checks'},
    })
  }

  #lookTask(plugin: PluginFacts, place: CheckPlace, check: ProxiedCheck, context: AnyContext): Task {
    return this.#checkTask('look', plugin, place, check, context, {deadlineMs: this.#deadlineOf(check)}, {t: 'look'})
  }

  /** Whoever makes the fix keeps its deadline, which is long; what never gives way is ended earlier. */
  #fixTask(plugin: PluginFacts, place: CheckPlace, check: ProxiedCheck, context: AnyContext, finding: Finding): Task {
    const limits = {deadlineMs: longestMs, patienceMs: this.#deadlineOf(check), stop: context.signal}
    return this.#checkTask('fix', plugin, place, check, context, limits, {t: 'fix', finding})
  }

  #checkTask(
    kind: 'look' | 'fix',
    plugin: PluginFacts,
    place: CheckPlace,
    _check: ProxiedCheck,
    context: AnyContext,
    limits: {deadlineMs: number; patienceMs?: number; stop?: AbortSignal},
    what: {t: 'look'} | {t: 'fix'; finding: Finding},
  ): Task {
    const {rig, machineName, settings, connection} = context
    const data = this.#scenes.sceneOf(context)
    return new Task({
      plugin,
      kind,
      code: `${plugin.name} ${place.hook} ${place.index}`,
      target: rig ? `on ${rig.name}` : machineName === undefined ? '' : `on ${machineName}`,
      ...limits,
      connection,
      log: (line) => context.log(line),
      request: (job, scene) => {
        const question = {job, plugin: plugin.name, place, scene: scene(data)}
        const machine = machineName === undefined ? undefined : {machineName, ...(settings && {settings})}
        return what.t === 'look'
          ? {...question, ...machine, ...what, ...(rig && {rigs: [rig.name]})}
          : {...question, ...machine, ...what, ...(rig && {rig: rig.name})}
      },
    })
  }

  #deadlineOf({timeoutMs}: ProxiedCheck): number {
    return this.#options.timeoutMs ?? (typeof timeoutMs === 'number' ? timeoutMs : defaultTimeoutMs)
  }

  #notePrint(text: string, plugin: string | undefined): void {
    if (this.#printed.length < mostPrints)
      this.#printed.push(`${this.#nameOf(plugin)} printed: ${cutText(text.trimEnd())}`)
  }

  #nameOf(plugin: string | undefined): string {
    const version = this.#plugins.find(({name}) => name === plugin)?.version
    return version === undefined ? 'a plugin that is not part of gt' : `${plugin}@${version}`
  }
}
