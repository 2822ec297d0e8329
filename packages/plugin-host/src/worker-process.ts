import type {ChildProcess} from 'node:child_process'
import {deferred, longestTimerMs, within, type Deferred} from '@gt-town/waiting'
import {CallServer} from './call-server.js'
import {Heartbeat} from './heartbeat.js'
import type {ConfigFacts, FromWorker, PluginDescriptor, SharedContext, UncaughtError} from './protocol.js'
import type {Task} from './task.js'
import {WorkerChannel} from './worker-channel.js'

/** Why a worker can do nothing more. */
export interface CrashReason {
  readonly kind: 'unresponsive' | 'exited' | 'tainted' | 'not-started'
  readonly message: string
}

export interface WorkerOptions {
  readonly config: ConfigFacts
  /** how long the worker may be silent while it has this to do */
  readonly maxSilenceMs: (task: Task) => number
  /** how long it may take to start */
  readonly startMs: number
  /** tracks which attempt each timer and promise belongs to; has a thread from the start that ends it when gt has ended */
  readonly tracked: boolean
  /** what a task ends with at its deadline */
  readonly timeoutError: (task: Task, isUnresponsive: boolean) => Error
  /** the task that asks a plugin for its checks */
  readonly loadTask: (plugin: PluginDescriptor) => Task
  readonly onCrash: (reason: CrashReason, unfinished: readonly Task[]) => void
  readonly onUncaughtError: (error: UncaughtError) => void
  readonly onPrint: (text: string, plugin?: string) => void
  /** one that was started before */
  readonly worker?: ChildProcess | undefined
}

interface Running {
  readonly task: Task
  timer: NodeJS.Timeout
}

const passed = {ok: true, value: Object.freeze({status: 'pass'})} as const
/** How long a worker may take to show that it still yields, on a machine that is busy. */
const lastAnswerMs = 2000
/** How long a fix that is to stop may take to do so. */
const stopMs = 2000

/** One worker process and the tasks it was given. */
export class WorkerProcess {
  readonly #options: WorkerOptions
  readonly #channel: WorkerChannel
  readonly #calls: CallServer
  readonly #heartbeat: Heartbeat
  readonly #ready = deferred()
  readonly #startTimer: NodeJS.Timeout
  #isReady = false
  /** given and not ended, whether started or not */
  readonly #given = new Set<Task>()
  /** by the number of the attempt */
  readonly #running = new Map<number, Running>()
  readonly #loads = new Map<string, Task>()
  readonly #contexts = new Map<SharedContext, number>()
  #idle: Deferred<void>[] = []
  #isIdle = false
  #lastAttempt = 0
  #isOver = false

  constructor(options: WorkerOptions) {
    this.#options = options
    const {config, startMs, tracked, worker} = options
    this.#channel = new WorkerChannel(
      {
        received: (message) => this.#receive(message),
        printed: (text) => options.onPrint(text),
        ended: (reason) => this.#crash(this.#isReady ? 'exited' : 'not-started', reason),
      },
      worker,
    )
    this.#calls = new CallServer((message) => this.#channel.post(message))
    this.#heartbeat = new Heartbeat(
      () => this.#channel.post({t: 'ping'}),
      (silentMs) => this.#checkSilence(silentMs),
    )
    this.#startTimer = setTimeout(() => this.#crash('not-started', `no sign of life in ${startMs / 1000} s`), startMs)
    this.#channel.post({t: 'set-up', config, tracked, parent: process.pid})
  }

  /** Starts a task, after its plugin has given its checks in this worker too. */
  run(task: Task): void {
    this.#given.add(task)
    void this.#start(task)
  }

  /** Lets what plugins left going come to an end, for so long at most. */
  async idle(maxMs: number): Promise<void> {
    if (this.#isOver || !this.#isReady || this.#isIdle) return
    const idle = deferred()
    this.#idle.push(idle)
    this.#channel.post({t: 'await-idle'})
    await within(maxMs, idle.promise, () => undefined)
  }

  /** @param error what is said of tasks that have not ended; none where somebody else looks after them */
  end(error?: Error): void {
    if (error) for (const task of this.#given) task.fail(error)
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#startTimer)
    this.#heartbeat.stop()
    this.#calls.end()
    for (const {timer} of this.#running.values()) clearTimeout(timer)
    for (const idle of this.#idle) idle.resolve()
    this.#channel.close()
  }

  async #start(task: Task): Promise<void> {
    try {
      if (task.kind !== 'hook') await this.#load(task.plugin)
    } catch (error) {
      this.#given.delete(task)
      task.fail(error as Error)
      return
    }
    await this.#ready.promise
    if (this.#isOver) return
    const attempt = ++this.#lastAttempt
    this.#isIdle = false
    const {tracked, startMs} = this.#options
    this.#running.set(attempt, {task, timer: this.#timer(attempt, task, tracked ? startMs : 0)})
    if (task.connection) this.#calls.tellHealth(task.connection)
    this.#channel.post(task.request(attempt, (context) => this.#idOf(context)))
    task.stop?.addEventListener('abort', () => this.#stop(attempt, task), {once: true})
    this.#heartbeat.start()
  }

  /** @param startMs how long it may take to begin; a tracked worker says when it does */
  #timer(attempt: number, task: Task, startMs = 0): NodeJS.Timeout {
    return setTimeout(() => this.#expire(attempt, task), Math.min(startMs + task.deadlineMs, longestTimerMs))
  }

  async #load(plugin: PluginDescriptor): Promise<void> {
    let task = this.#loads.get(plugin.name)
    if (!task) {
      task = this.#options.loadTask(plugin)
      this.#loads.set(plugin.name, task)
      this.run(task)
    }
    await task.result()
  }

  #idOf(data: SharedContext): number {
    const known = this.#contexts.get(data)
    if (known !== undefined) return known
    const context = this.#contexts.size
    this.#contexts.set(data, context)
    this.#channel.post({t: 'context', context, data})
    return context
  }

  #receive(message: FromWorker): void {
    switch (message.t) {
      case 'ready':
        this.#isReady = true
        this.#ready.resolve()
        return clearTimeout(this.#startTimer)
      case 'begun':
        return this.#begin(message.attempt)
      case 'done': {
        const task = this.#close(message.attempt)
        // A plugin that was asked here need not be asked again.
        if (task?.isCheckList) this.#loads.set(task.plugin.name, task)
        return task?.end(message.outcome, message.log)
      }
      case 'passed':
        for (const attempt of message.attempts) this.#close(attempt)?.end(passed)
        return
      case 'call':
        return this.#calls.serve(message, this.#running.get(message.attempt)?.task.connection)
      case 'abort-call':
        return this.#calls.abort(message.call)
      case 'unlock':
        return this.#calls.unlock(message.call)
      case 'took':
        return this.#calls.took(message.call)
      case 'input':
        return this.#calls.feed(message.call, message.chunk)
      case 'uncaught-error':
        return this.#options.onUncaughtError(message)
      case 'printed':
        return this.#options.onPrint(message.text, message.plugin)
      case 'tainted':
        return this.#crash('tainted', message.reason)
      case 'pong':
        return this.#heartbeat.answered()
      case 'idle':
        this.#isIdle = this.#running.size === 0
        return this.#idle.shift()?.resolve()
    }
  }

  /** On a busy machine it may have waited long for this. */
  #begin(attempt: number): void {
    const running = this.#running.get(attempt)
    if (!running) return
    clearTimeout(running.timer)
    running.timer = this.#timer(attempt, running.task)
  }

  /** From here on what the attempt says does not count. */
  #close(attempt: number): Task | undefined {
    const running = this.#running.get(attempt)
    if (!running) return undefined
    clearTimeout(running.timer)
    this.#running.delete(attempt)
    this.#given.delete(running.task)
    this.#calls.end(attempt)
    if (this.#running.size === 0) this.#heartbeat.stop()
    return running.task
  }

  /** What it answers from here on does not count; whether it answers at all says what kind of late it is. */
  #expire(attempt: number, task: Task): void {
    this.#close(attempt)
    this.#channel.post({t: 'abort', attempt})
    void this.#heartbeat
      .answersWithin(lastAnswerMs)
      .then((hasAnswered) => task.fail(this.#options.timeoutError(task, !hasAnswered)))
  }

  #stop(attempt: number, task: Task): void {
    this.#channel.post({t: 'abort', attempt})
    setTimeout(() => {
      if (!task.isOver) this.#crash('unresponsive', `did not stop within ${stopMs / 1000} s`)
    }, stopMs).unref()
  }

  #checkSilence(silentMs: number): void {
    if (this.#given.size === 0) return
    const maxSilenceMs = Math.max(...[...this.#given].map(this.#options.maxSilenceMs))
    if (silentMs >= maxSilenceMs) this.#crash('unresponsive', `did not yield for ${silentMs / 1000} s`)
  }

  #crash(kind: CrashReason['kind'], message: string): void {
    if (this.#isOver) return
    const loads = new Set(this.#loads.values())
    const unfinished = [...this.#given].filter((task) => !task.isOver && !loads.has(task))
    this.end()
    this.#options.onCrash({kind, message}, unfinished)
  }
}
