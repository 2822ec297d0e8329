import {join} from 'node:path'
import {confined} from '@gt-town/connection'
import {GtError, isGtError, messageOf, type Connection, type Workspace} from '@gt-town/contract'
import {journalFile, runFolder, runsFolder} from '@gt-town/town-layout'
import type {Change, Entry, JournalRecord, Problem} from './journal.js'
import {isSameState, type State} from './state.js'
import {World} from './world.js'
import {holdLock, type HeldLock} from './hold-lock.js'
import {makeRun, prepareRuns, pruneRuns} from './runs-folder.js'
import {stateAt, treeAt} from './states.js'

/** What the head of a journal says of the command that keeps it. */
export interface RunFacts {
  /** version of gt */
  readonly gt: string
  readonly options: readonly string[]
}

/** Another `--fix` may be cloning. */
const lockMs = 600_000

/** The journal of one `--fix`. It begins with the first change: a run that changes nothing leaves nothing. */
export class RunJournal {
  readonly town: Workspace
  readonly world = new World()
  readonly #connection: Connection
  readonly #facts: RunFacts
  readonly #signal: AbortSignal
  /** the lock was not free at once */
  #hasWaited = false
  /** how the configuration folder is since this journal gave its permission back */
  #givenBack: State | undefined
  #opening: Promise<{id: string; lock: HeldLock}> | undefined
  #count = 0
  #changes = 0

  constructor(connection: Connection, town: Workspace, facts: RunFacts, signal: AbortSignal) {
    this.#connection = confined(connection, town.root)
    this.town = town
    this.#facts = facts
    this.#signal = signal
  }

  /**
   * Notes what is about to be done. @returns its number
   * @throws GtError `GT_JOURNAL_FAILED`: then nothing may be changed; `GT_OVERTAKEN`, once, where another run was at work until
   *   now, or this one had to open the configuration folder first: what the fix knows, and `before`, may be out of date
   */
  async begin(problem: Problem, change: Change, before: Entry['before'], n?: number): Promise<number> {
    await this.#openFresh()
    if (this.#isSeenBeforeOpening(before)) throw overtaken()
    const number = n ?? (await this.next())
    await this.#append({type: 'do', n: number, problem, change, before})
    return number
  }

  /**
   * Begins the journal now, as the first change would.
   * @throws GtError as {@link begin}
   */
  async open(): Promise<void> {
    await this.#openFresh()
  }

  /** A number for a change whose copies need it for their names. */
  async next(): Promise<number> {
    await this.#openFresh()
    return ++this.#count
  }

  async did(entry: Entry): Promise<void> {
    this.world.apply(entry)
    this.#changes++
    await this.#append({type: 'did', n: entry.n, after: entry.after ?? []})
  }

  async failed(n: number, error: unknown): Promise<void> {
    await this.#append({type: 'failed', n, error: messageOf(error)})
  }

  /** Notes what programs have made by now, and how the repair of a problem went. Says nothing where nothing was changed. */
  async conclude(problem: Problem, outcome: {fixed: boolean; error?: string}): Promise<void> {
    if (!this.#opening) return
    const trees = this.world.trees()
    if (trees.length > 0) {
      const after = await Promise.all(trees.map(async (path) => ({path, state: await this.treeState(path)})))
      this.world.settle(after)
      await this.#append({type: 'settled', after})
    }
    await this.#append({type: 'result', problem, ...outcome})
  }

  async treeState(path: string): Promise<State> {
    return treeAt(this.#connection, join(this.town.root, path))
  }

  /** Keeps bytes in the run's folder. @returns their name there */
  async keep(n: number, bytes: Uint8Array): Promise<string> {
    const name = `before-${n}`
    await this.guarded(async () => this.#connection.writeFile(await this.path(name), bytes, {mode: 0o600}))
    return name
  }

  /** Where something of this name lies in the run's folder. */
  async path(name: string): Promise<string> {
    const {id} = await this.#open()
    return join(runFolder(this.town, id), name)
  }

  /** Ends the journal, deletes runs that are too old, and lets the next `--fix` begin. */
  async close(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined)
    if (!opened) return
    try {
      // Nothing but attempts that failed: there is nothing to undo.
      if (this.#changes === 0) return await this.#connection.remove(await this.path(''), {recursive: true})
      await this.#append({type: 'end', ended_at: new Date().toISOString()})
      await pruneRuns(this.#connection, this.town)
    } finally {
      await opened.lock.release()
    }
  }

  /** @throws GtError `GT_JOURNAL_FAILED` for whatever goes wrong in `work` */
  async guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      throw new GtError(
        'GT_JOURNAL_FAILED',
        `no journal can be kept to undo this, so it is not done: ${messageOf(error)}`,
        {
          hint: 'mend what is named here, then run gt doctor --fix again',
          cause: error,
        },
      )
    }
  }

  async #openFresh(): Promise<void> {
    await this.#open()
    if (!this.#hasWaited) return
    this.#hasWaited = false
    throw overtaken()
  }

  /** Once: what was seen of the configuration folder before its permission was given back would be taken back twice. */
  #isSeenBeforeOpening(before: Entry['before']): boolean {
    const opened = this.#givenBack
    this.#givenBack = undefined
    return before.some(({path, state}) => opened && path === this.town.configDir && !isSameState(state, opened))
  }

  async #append(record: JournalRecord): Promise<void> {
    await this.guarded(async () => {
      const {id, lock} = await this.#open()
      if (lock.signal.aborted) throw new Error('the lock of the runs was lost')
      await this.#connection.appendFile(journalFile(this.town, id), `${JSON.stringify(record)}\n`)
    })
  }

  async #open(): Promise<{id: string; lock: HeldLock}> {
    this.#opening ??= this.guarded(async () => this.#start())
    try {
      return await this.#opening
    } catch (error) {
      // A later fix may mend what stood in the way.
      this.#opening = undefined
      throw error
    }
  }

  async #start(): Promise<{id: string; lock: HeldLock}> {
    const {root} = this.town
    const connection = this.#connection
    const mode = await prepareRuns(connection, this.town)
    const lock = await this.#lock(runsFolder(this.town))
    try {
      const id = await makeRun(connection, this.town)
      const head = {type: 'head', version: 1, ...this.#facts, town: root, started_at: new Date().toISOString()} as const
      const records: JournalRecord[] = [head]
      if (mode !== undefined) records.push(...(await this.#opened(mode)))
      const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('')
      await connection.writeFile(journalFile(this.town, id), lines)
      return {id, lock}
    } catch (error) {
      await lock.release()
      throw error
    }
  }

  async #lock(folder: string): Promise<HeldLock> {
    try {
      return await holdLock(this.#connection, folder, {timeoutMs: 0, signal: this.#signal})
    } catch (error) {
      if (!isGtError(error, 'GT_LOCK_BUSY')) throw error
      this.#hasWaited = true
      return holdLock(this.#connection, folder, {timeoutMs: lockMs, signal: this.#signal})
    }
  }

  /** The permission that had to be given back before there could be a journal. */
  async #opened(mode: number): Promise<JournalRecord[]> {
    const path = this.town.configDir
    const state = await stateAt(this.#connection, join(this.town.root, path))
    const n = ++this.#count
    const change = {op: 'mode', path, mode: 'mode' in state ? state.mode : mode | 0o700} as const
    const before = [{path, state: {kind: 'folder', mode}}] as const
    this.#givenBack = state
    const entry: Entry = {n, problem: {id: 'doctor/journal'}, change, before, after: [{path, state}]}
    this.world.apply(entry)
    this.#changes++
    return [
      {type: 'do', n, problem: entry.problem, change, before},
      {type: 'did', n, after: [{path, state}]},
    ]
  }
}

function overtaken(): GtError {
  return new GtError('GT_OVERTAKEN', 'what the fix knew was out of date', {hint: 'run it again'})
}
