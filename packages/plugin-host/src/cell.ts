import type {ChildProcess} from 'node:child_process'
import {Line} from './line.js'
import {Pulse} from './pulse.js'
import type {ConfigFacts, FromChild, PluginFacts, SceneData, Stray} from './protocol.js'
import {ServedCalls} from './served-calls.js'
import type {Task} from './task.js'

/** Why a child can do nothing more. */
export interface Downfall {
  readonly kind: 'silent' | 'ended' | 'tainted' | 'unstartable'
  readonly how: string
}

export interface CellOptions {
  readonly config: ConfigFacts
  /** how long the child may be silent while it has this to do */
  readonly patienceMs: (task: Task) => number
  /** how long it may take to start */
  readonly startMs: number
  /** has a thread from the start that ends it when gt has ended */
  readonly watched: boolean
  /** what a task ends with at its deadline */
  readonly late: (task: Task, isSilent: boolean) => Error
  /** the task that asks a plugin for its checks */
  readonly loading: (plugin: PluginFacts) => Task
  readonly onDownfall: (downfall: Downfall, suspects: readonly Task[]) => void
  readonly onStray: (stray: Stray) => void
  readonly onPrint: (text: string, plugin?: string) => void
  /** one that was started before */
  readonly child?: ChildProcess | undefined
}

interface Running {
  readonly task: Task
  timer: NodeJS.Timeout
}

const passed = {ok: true, value: Object.freeze({status: 'pass'})} as const
/** How long a child may take to show that it still gives way, on a machine that is busy. */
const lastWordMs = 2000
/** How long a fix that is to stop may take to do so. */
const stopMs = 2000
/** setTimeout's most */
const longestMs = 2 ** 31 - 1

/** One child and what it has to do. */
export class Cell {
  readonly #options: CellOptions
  readonly #line: Line
  readonly #calls: ServedCalls
  readonly #pulse: Pulse
  readonly #ready: Promise<void>
  readonly #startTimer: NodeJS.Timeout
  #isReady: (() => void) | undefined
  /** given and not ended, whether started or not */
  readonly #given = new Set<Task>()
  readonly #running = new Map<number, Running>()
  readonly #loads = new Map<string, Task>()
  readonly #scenes = new Map<SceneData, number>()
  #resting: (() => void)[] = []
  #isAtRest = false
  #lastJob = 0
  #isOver = false

  constructor(options: CellOptions) {
    this.#options = options
    const {config, startMs, watched, child} = options
    this.#line = new Line(
      {
        received: (message) => this.#receive(message),
        printed: (text) => options.onPrint(text),
        ended: (how) => this.#fall(this.#isReady ? 'unstartable' : 'ended', how),
      },
      child,
    )
    this.#calls = new ServedCalls((message) => this.#line.post(message))
    this.#pulse = new Pulse(
      () => this.#line.post({t: 'ping'}),
      (silentMs) => this.#listen(silentMs),
    )
    this.#ready = new Promise((resolve) => (this.#isReady = resolve))
    this.#startTimer = setTimeout(() => this.#fall('unstartable', `no sign of life in ${startMs / 1000} s`), startMs)
    this.#line.post({t: 'set-up', config, watched, parent: process.pid})
  }

  /** Starts a task, after its plugin has given its checks in this child too. */
  run(task: Task): void {
    this.#given.add(task)
    void this.#start(task)
  }

  /** Lets what plugins left going come to an end, for so long at most. */
  async rest(mostMs: number): Promise<void> {
    if (this.#isOver || this.#isReady || this.#isAtRest) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, mostMs)
      this.#resting.push(() => {
        clearTimeout(timer)
        resolve()
      })
      this.#line.post({t: 'rest'})
    })
  }

  /** @param error what is said of tasks that have not ended; none where somebody else looks after them */
  end(error?: Error): void {
    if (error) for (const task of this.#given) task.fail(error)
    if (this.#isOver) return
    this.#isOver = true
    clearTimeout(this.#startTimer)
    this.#pulse.stop()
    this.#calls.end()
    for (const {timer} of this.#running.values()) clearTimeout(timer)
    for (const rested of this.#resting) rested()
    this.#line.cut()
  }

  async #start(task: Task): Promise<void> {
    try {
      if (task.kind !== 'ask') await this.#load(task.plugin)
    } catch (error) {
      this.#given.delete(task)
      task.fail(error as Error)
      return
    }
    await this.#ready
    if (this.#isOver) return
    const job = ++this.#lastJob
    this.#isAtRest = false
    const {watched, startMs} = this.#options
    this.#running.set(job, {task, timer: this.#timer(job, task, watched ? startMs : 0)})
    if (task.connection) this.#calls.tellHealth(task.connection)
    this.#line.post(task.request(job, (world) => this.#sceneOf(world)))
    task.stop?.addEventListener('abort', () => this.#stop(job, task), {once: true})
    this.#pulse.start()
  }

  /** @param startMs how long it may take to begin; a watched child says when it does */
  #timer(job: number, task: Task, startMs = 0): NodeJS.Timeout {
    return setTimeout(() => this.#expire(job, task), Math.min(startMs + task.deadlineMs, longestMs))
  }

  async #load(plugin: PluginFacts): Promise<void> {
    let task = this.#loads.get(plugin.name)
    if (!task) {
      task = this.#options.loading(plugin)
      this.#loads.set(plugin.name, task)
      this.run(task)
    }
    await task.result()
  }

  #sceneOf(data: SceneData): number {
    const known = this.#scenes.get(data)
    if (known !== undefined) return known
    const scene = this.#scenes.size
    this.#scenes.set(data, scene)
    this.#line.post({t: 'scene', scene, data})
    return scene
  }

  #receive(message: FromChild): void {
    switch (message.t) {
      case 'ready':
        this.#isReady?.()
        this.#isReady = undefined
        return clearTimeout(this.#startTimer)
      case 'begun':
        return this.#begin(message.job)
      case 'done': {
        const task = this.#close(message.job)
        // A plugin that was asked here need not be asked again.
        if (task?.isCheckList) this.#loads.set(task.plugin.name, task)
        return task?.end(message.outcome, message.log)
      }
      case 'passed':
        for (const job of message.jobs) this.#close(job)?.end(passed)
        return
      case 'call':
        return this.#calls.serve(message, this.#running.get(message.job)?.task.connection)
      case 'abort-call':
        return this.#calls.abort(message.call)
      case 'unlock':
        return this.#calls.unlock(message.call)
      case 'took':
        return this.#calls.took(message.call)
      case 'input':
        return this.#calls.feed(message.call, message.chunk)
      case 'stray':
        return this.#options.onStray(message)
      case 'printed':
        return this.#options.onPrint(message.text, message.plugin)
      case 'tainted':
        return this.#fall('tainted', message.how)
      case 'pong':
        return this.#pulse.answered()
      case 'rested':
        this.#isAtRest = this.#running.size === 0
        return this.#resting.shift()?.()
    }
  }

  /** On a busy machine it may have waited long for this. */
  #begin(job: number): void {
    const running = this.#running.get(job)
    if (!running) return
    clearTimeout(running.timer)
    running.timer = this.#timer(job, running.task)
  }

  /** From here on what the job says does not count. */
  #close(job: number): Task | undefined {
    const running = this.#running.get(job)
    if (!running) return undefined
    clearTimeout(running.timer)
    this.#running.delete(job)
    this.#given.delete(running.task)
    this.#calls.end(job)
    if (this.#running.size === 0) this.#pulse.stop()
    return running.task
  }

  /** What it answers from here on does not count; whether it answers at all says what kind of late it is. */
  #expire(job: number, task: Task): void {
    this.#close(job)
    this.#line.post({t: 'abort', job})
    void this.#pulse.answersWithin(lastWordMs).then((hasAnswered) => task.fail(this.#options.late(task, !hasAnswered)))
  }

  #stop(job: number, task: Task): void {
    this.#line.post({t: 'abort', job})
    setTimeout(() => {
      if (!task.isOver) this.#fall('silent', `did not stop within ${stopMs / 1000} s`)
    }, stopMs).unref()
  }

  #listen(silentMs: number): void {
    if (this.#given.size === 0) return
    const patienceMs = Math.max(...[...this.#given].map(this.#options.patienceMs))
    if (silentMs >= patienceMs) this.#fall('silent', `did not give way for ${silentMs / 1000} s`)
  }

  #fall(kind: Downfall['kind'], how: string): void {
    if (this.#isOver) return
    const loads = new Set(this.#loads.values())
    const suspects = [...this.#given].filter((task) => !task.isOver && !loads.has(task))
    this.end()
    this.#options.onDownfall({kind, how}, suspects)
  }
}
