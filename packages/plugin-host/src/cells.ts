import {AbortedError, GtError} from '@gt-town/contract'
import {Cell, type CellOptions, type Downfall} from './cell.js'
import pLimit from 'p-limit'
import type {Task} from './task.js'

/** What all children of one command have in common. */
export type CellsOptions = Pick<CellOptions, 'config' | 'startMs' | 'loading' | 'onStray' | 'onPrint' | 'child'> & {
  /** a child that is silent for longer is given up */
  readonly patienceMs: number
}

const mostGroups = 4
/** How long a child may take to come to rest; one that never gives way does not. */
const restMs = 500
/** How long all may take that is run again to see who did what. */
const witnessMs = 5000
const mostAlone = 8

/**
 * One shared child for everything. Where it falls, whatever was in it is suspect and is started again, looks and questions
 * only: all of one plugin in a child of its own, and where that falls too, each in a child of its own. What is wrong there has
 * nobody else to blame, and nobody else to harm.
 */
export class Cells {
  readonly #options: CellsOptions
  readonly #groups = pLimit(mostGroups)
  readonly #loners = pLimit(mostAlone)
  readonly #open = new Set<Cell>()
  /** checks that never gave way, on which target, and what was said about it */
  readonly #endless = new Map<string, {readonly target: string; readonly error: Error}>()
  /** checks that brought a child down when they were alone in it: they stay alone */
  readonly #lonely = new Set<string>()
  /** what the shared child was given, except for fixes */
  readonly #ran: Task[] = []
  #shared: Cell | undefined
  /** the one that was started before, until it is used */
  #early: CellsOptions['child']
  #isOver = false

  constructor(options: CellsOptions) {
    this.#options = options
    this.#early = options.child
  }

  /** Starts the shared child, so that it is ready when it is needed. */
  start(): void {
    if (this.#shared) return
    const child = this.#early?.connected ? this.#early : undefined
    this.#early = undefined
    this.#shared = this.#make({
      watched: false,
      child,
      patienceMs: (task) => task.patienceMs ?? this.#options.patienceMs,
      onDownfall: (downfall, suspects) => {
        this.#shared = undefined
        this.#retry(downfall, suspects)
      },
    })
  }

  run(task: Task): void {
    if (this.#isOver) return task.fail(interrupted())
    if (task.kind === 'look' && (this.#endless.has(task.code) || this.#lonely.has(task.code))) {
      void this.#runEach([task])
      return
    }
    this.start()
    if (task.kind !== 'fix') this.#ran.push(task)
    this.#shared?.run(task)
  }

  /**
   * Runs once more what the shared child was given, each plugin in a child of its own that follows all that its checks set going:
   * what happens there behind our back is told with its plugin and its check.
   */
  async witness(suspects: ReadonlySet<string> | 'all'): Promise<void> {
    const tasks = this.#ran.filter(
      ({code, plugin}) =>
        (suspects === 'all' || suspects.has(plugin.name)) && !this.#endless.has(code) && !this.#lonely.has(code),
    )
    if (tasks.length === 0) return
    const groups = groupsOf(tasks, ({plugin}) => plugin.name)
    const all = Promise.all(groups.map(async (group) => this.#groups(async () => this.#watch(group))))
    let timer: NodeJS.Timeout | undefined
    await Promise.race([all, new Promise((resolve) => (timer = setTimeout(resolve, witnessMs)))])
    clearTimeout(timer)
  }

  async #watch(tasks: readonly Task[]): Promise<void> {
    if (this.#isOver) return
    const again = tasks.map((task) => task.again())
    await new Promise<void>((resolve) => {
      const cell = this.#make({watched: true, patienceMs: () => this.#options.patienceMs, onDownfall: () => resolve()})
      for (const task of again) cell.run(task)
      void this.#retire(cell, again).then(resolve)
    })
  }

  async rest(): Promise<void> {
    await Promise.all([...this.#open].map(async (cell) => cell.rest(restMs)))
  }

  end(): void {
    this.#isOver = true
    for (const cell of this.#open) cell.end(interrupted())
  }

  #retry(downfall: Downfall, suspects: readonly Task[]): void {
    for (const task of suspects) {
      // A fix may have done half of its work: it is not started twice.
      if (downfall.kind === 'unstartable' || task.kind === 'fix') task.fail(errorOf(downfall))
    }
    const open = suspects.filter((task) => !task.isOver)
    for (const group of groupsOf(open, ({plugin}) => plugin.name)) {
      void (group.length === 1 ? this.#runEach(group) : this.#groups(async () => this.#runGroup(group)))
    }
  }

  async #runGroup(tasks: readonly Task[]): Promise<void> {
    if (this.#isOver) {
      for (const task of tasks) task.fail(interrupted())
      return
    }
    await new Promise<void>((resolve) => {
      const cell = this.#make({
        watched: true,
        patienceMs: () => this.#options.patienceMs,
        onDownfall: (downfall, suspects) => {
          resolve()
          if (downfall.kind === 'unstartable') for (const task of suspects) task.fail(errorOf(downfall))
          else for (const group of groupsOf(suspects, ({code}) => code)) void this.#runEach(group)
        },
      })
      for (const task of tasks) cell.run(task)
      void this.#retire(cell, tasks).then(resolve)
    })
  }

  /** Those that run the same code go one after the other: if it never gives way on one target, that need not be seen twice. */
  async #runEach(tasks: readonly Task[]): Promise<void> {
    for (const task of tasks) await this.#loners(async () => this.#runAlone(task))
  }

  async #runAlone(task: Task): Promise<void> {
    const known = this.#endless.get(task.code)
    if (this.#isOver) return task.fail(interrupted())
    if (known) return task.fail(known.target === task.target ? known.error : unrun(known.target))
    const cell = this.#make({
      watched: true,
      patienceMs: () => Number.POSITIVE_INFINITY,
      onDownfall: (downfall) => {
        if (task.kind === 'look') this.#lonely.add(task.code)
        task.fail(errorOf(downfall))
      },
    })
    cell.run(task)
    await this.#retire(cell, [task])
  }

  #make(options: Pick<CellOptions, 'watched' | 'patienceMs' | 'onDownfall' | 'child'>): Cell {
    const cell = new Cell({
      ...this.#options,
      ...options,
      child: options.child,
      late: (task, isSilent) => this.#lateError(task, isSilent),
      onDownfall: (downfall, suspects) => {
        this.#open.delete(cell)
        options.onDownfall(downfall, suspects)
      },
    })
    this.#open.add(cell)
    return cell
  }

  /** Ends a child once its tasks have ended, and what they left going. */
  async #retire(cell: Cell, tasks: readonly Task[]): Promise<void> {
    await Promise.allSettled(tasks.map(async (task) => task.result()))
    await cell.rest(restMs)
    this.#open.delete(cell)
    cell.end()
  }

  #lateError(task: Task, isSilent: boolean): Error {
    const {kind, code, target, deadlineMs} = task
    const limit = `${deadlineMs / 1000} s`
    const never = isSilent ? ', without ever giving way' : ''
    if (kind === 'ask') return new GtError('GT_HOOK_TIMEOUT', `it did not answer ${code} within ${limit}${never}`)
    const error = new GtError('GT_CHECK_TIMEOUT', `took longer than ${limit}${never}`)
    if (isSilent && kind === 'look') this.#endless.set(code, {target, error})
    return error
  }
}

function interrupted(): Error {
  return new AbortedError('the check')
}

function unrun(target: string): Error {
  return new GtError('GT_CHECK_TIMEOUT', `not run: it never gave way ${target}`)
}

function errorOf({kind, how}: Downfall): Error {
  if (kind === 'ended') return new GtError('GT_CHECK_ENDED', `ended the process: ${how}`)
  if (kind === 'unstartable')
    return new GtError('GT_CHILD_FAILED', `the process for plugins that are not part of gt did not start: ${how}`, {
      hint: 'try again; if it stays so, look at NODE_OPTIONS and at the memory of this machine',
    })
  return new GtError(kind === 'silent' ? 'GT_CHECK_TIMEOUT' : 'GT_CHECK_TAINTED', how)
}

function groupsOf(tasks: readonly Task[], nameOf: (task: Task) => string): Task[][] {
  const groups = new Map<string, Task[]>()
  for (const task of tasks) groups.set(nameOf(task), [...(groups.get(nameOf(task)) ?? []), task])
  return [...groups.values()]
}
