import {AbortedError, GtError} from '@gt-town/contract'
import {deferred, within} from '@gt-town/waiting'
import pLimit from 'p-limit'
import type {Task} from './task.js'
import {WorkerProcess, type CrashReason, type WorkerOptions} from './worker-process.js'

/** What all workers of one command have in common. */
export type TaskRunnerOptions = Pick<
  WorkerOptions,
  'config' | 'startMs' | 'loadTask' | 'onUncaughtError' | 'onPrint' | 'worker'
> & {
  /** a worker that is silent for longer is given up */
  readonly maxSilenceMs: number
}

const maxGroups = 4
const maxIsolated = 8
/** How long a worker may take to become idle; one that never yields does not. */
const idleMs = 500
/** How long all may take that is run again to see who threw what. */
const trackMs = 5000

/**
 * Runs tasks in one shared worker. Where it crashes, the checks and hooks that were unfinished in it are attempted again: all
 * of one plugin in a worker of its own, and where that crashes too, each in a worker of its own. What is wrong there has nobody
 * else to blame, and nobody else to harm.
 */
export class TaskRunner {
  readonly #options: TaskRunnerOptions
  readonly #groupLimit = pLimit(maxGroups)
  readonly #isolatedLimit = pLimit(maxIsolated)
  readonly #open = new Set<WorkerProcess>()
  /** checks that never yielded, on which target, and what was said about it */
  readonly #unresponsive = new Map<string, {readonly target: string; readonly error: Error}>()
  /** checks that crashed a worker when they were alone in it: they stay alone */
  readonly #isolated = new Set<string>()
  /** what the shared worker was given, except for fixes */
  readonly #ran: Task[] = []
  #shared: WorkerProcess | undefined
  /** the one that was started before, until it is used */
  #prestarted: TaskRunnerOptions['worker']
  #isOver = false

  constructor(options: TaskRunnerOptions) {
    this.#options = options
    this.#prestarted = options.worker
  }

  /** Starts the shared worker, so that it is ready when it is needed. */
  start(): void {
    if (this.#shared) return
    const worker = this.#prestarted?.connected ? this.#prestarted : undefined
    this.#prestarted = undefined
    this.#shared = this.#startWorker({
      tracked: false,
      worker,
      maxSilenceMs: (task) => task.maxSilenceMs ?? this.#options.maxSilenceMs,
      onCrash: (reason, unfinished) => {
        this.#shared = undefined
        this.#retry(reason, unfinished)
      },
    })
  }

  run(task: Task): void {
    if (this.#isOver) return task.fail(interrupted())
    if (task.kind === 'check' && this.#runsAlone(task)) {
      void this.#runEach([task])
      return
    }
    this.start()
    if (task.kind !== 'fix') this.#ran.push(task)
    this.#shared?.run(task)
  }

  /**
   * Runs once more what the shared worker was given, each plugin in a worker of its own that tracks all that its checks set
   * going: what is thrown there where nobody can catch it is told with its plugin and its check.
   */
  async runTracked(plugins: ReadonlySet<string> | 'all'): Promise<void> {
    const tasks = this.#ran.filter(
      (task) => (plugins === 'all' || plugins.has(task.plugin.name)) && !this.#runsAlone(task),
    )
    if (tasks.length === 0) return
    const groups = groupsOf(tasks, ({plugin}) => plugin.name)
    const all = Promise.all(groups.map(async (group) => this.#groupLimit(async () => this.#track(group))))
    await within(trackMs, all, () => undefined)
  }

  async #track(tasks: readonly Task[]): Promise<void> {
    if (this.#isOver) return
    const again = tasks.map((task) => task.again())
    const ended = deferred()
    const worker = this.#startWorker({
      tracked: true,
      maxSilenceMs: () => this.#options.maxSilenceMs,
      onCrash: () => ended.resolve(),
    })
    for (const task of again) worker.run(task)
    void this.#retire(worker, again).then(ended.resolve)
    await ended.promise
  }

  async idle(): Promise<void> {
    await Promise.all([...this.#open].map(async (worker) => worker.idle(idleMs)))
  }

  end(): void {
    this.#isOver = true
    for (const worker of this.#open) worker.end(interrupted())
  }

  #runsAlone({code}: Task): boolean {
    return this.#unresponsive.has(code) || this.#isolated.has(code)
  }

  #retry(reason: CrashReason, unfinished: readonly Task[]): void {
    for (const task of unfinished) {
      // A fix may have done half of its work: it is not started twice.
      if (reason.kind === 'not-started' || task.kind === 'fix') task.fail(errorOf(reason))
    }
    const open = unfinished.filter((task) => !task.isOver)
    for (const group of groupsOf(open, ({plugin}) => plugin.name)) {
      void (group.length === 1 ? this.#runEach(group) : this.#groupLimit(async () => this.#runGroup(group)))
    }
  }

  async #runGroup(tasks: readonly Task[]): Promise<void> {
    if (this.#isOver) {
      for (const task of tasks) task.fail(interrupted())
      return
    }
    const ended = deferred()
    const worker = this.#startWorker({
      tracked: true,
      maxSilenceMs: () => this.#options.maxSilenceMs,
      onCrash: (reason, unfinished) => {
        ended.resolve()
        if (reason.kind === 'not-started') for (const task of unfinished) task.fail(errorOf(reason))
        else for (const group of groupsOf(unfinished, ({code}) => code)) void this.#runEach(group)
      },
    })
    for (const task of tasks) worker.run(task)
    void this.#retire(worker, tasks).then(ended.resolve)
    await ended.promise
  }

  /** Those that run the same code go one after the other: if it never yields on one target, that need not be seen twice. */
  async #runEach(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) await this.#isolatedLimit(async () => this.#runIsolated(task))
  }

  async #runIsolated(task: Task): Promise<void> {
    const known = this.#unresponsive.get(task.code)
    if (this.#isOver) return task.fail(interrupted())
    if (known) return task.fail(known.target === task.target ? known.error : notRun(known.target))
    const worker = this.#startWorker({
      tracked: true,
      maxSilenceMs: () => Number.POSITIVE_INFINITY,
      onCrash: (reason) => {
        if (task.kind === 'check') this.#isolated.add(task.code)
        task.fail(errorOf(reason))
      },
    })
    worker.run(task)
    await this.#retire(worker, [task])
  }

  #startWorker(options: Pick<WorkerOptions, 'tracked' | 'maxSilenceMs' | 'onCrash' | 'worker'>): WorkerProcess {
    const worker = new WorkerProcess({
      ...this.#options,
      ...options,
      worker: options.worker,
      timeoutError: (task, isUnresponsive) => this.#timeoutError(task, isUnresponsive),
      onCrash: (reason, unfinished) => {
        this.#open.delete(worker)
        options.onCrash(reason, unfinished)
      },
    })
    this.#open.add(worker)
    return worker
  }

  /** Ends a worker once its tasks have ended, and what they left going. */
  async #retire(worker: WorkerProcess, tasks: readonly Task[]): Promise<void> {
    await Promise.allSettled(tasks.map(async (task) => task.result()))
    await worker.idle(idleMs)
    this.#open.delete(worker)
    worker.end()
  }

  #timeoutError(task: Task, isUnresponsive: boolean): Error {
    const {kind, code, target, deadlineMs} = task
    const limit = `${deadlineMs / 1000} s`
    const never = isUnresponsive ? ', without ever yielding' : ''
    if (kind === 'hook') return new GtError('GT_HOOK_TIMEOUT', `it did not answer ${code} within ${limit}${never}`)
    const error = new GtError('GT_CHECK_TIMEOUT', `took longer than ${limit}${never}`)
    if (isUnresponsive && kind === 'check') this.#unresponsive.set(code, {target, error})
    return error
  }
}

function interrupted(): Error {
  return new AbortedError('the check')
}

function notRun(target: string): Error {
  return new GtError('GT_CHECK_TIMEOUT', `not run: it never yielded ${target}`)
}

function errorOf({kind, message}: CrashReason): Error {
  if (kind === 'exited') return new GtError('GT_CHECK_ENDED', `ended the process: ${message}`)
  if (kind === 'not-started')
    return new GtError('GT_CHILD_FAILED', `the process for third-party plugins did not start: ${message}`, {
      hint: 'try again; if it stays so, look at NODE_OPTIONS and at the memory of this machine',
    })
  return new GtError(kind === 'unresponsive' ? 'GT_CHECK_TIMEOUT' : 'GT_CHECK_TAINTED', message)
}

function groupsOf(tasks: readonly Task[], nameOf: (task: Task) => string): Task[][] {
  const groups = new Map<string, Task[]>()
  for (const task of tasks) groups.set(nameOf(task), [...(groups.get(nameOf(task)) ?? []), task])
  return [...groups.values()]
}
