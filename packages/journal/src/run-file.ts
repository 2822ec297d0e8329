import {join} from 'node:path'
import type {Connection, Workspace} from '@gt-town/contract'
import {holdLock, type RunLock} from './hold-lock.js'
import {orJournalFailed} from './journal-failed.js'
import type {JournalRecord} from './journal.js'
import {journalFile, runFolder, runsFolder} from '@gt-town/town-layout'
import {makeRun, prepareRuns, pruneRuns} from './runs-folder.js'

/** What the head of a journal says of the command that keeps it. */
export interface RunFacts {
  /** version of gt */
  readonly gt: string
  readonly options: readonly string[]
}

/** Another `--fix` may be cloning. */
const lockMs = 600_000

/** The folder of one run and the records in it. Both are made when they are first needed, under the lock of the runs. */
export class RunFile {
  readonly #connection: Connection
  readonly #town: Workspace
  readonly #facts: RunFacts
  readonly #signal: AbortSignal
  /** the records of the permission that had to be given back to the configuration folder, whose mode that was */
  readonly #recordsOfMode: (mode: number) => Promise<readonly JournalRecord[]>
  #hasWaited = false
  #opening: Promise<{id: string; lock: RunLock}> | undefined

  constructor(
    connection: Connection,
    town: Workspace,
    facts: RunFacts,
    signal: AbortSignal,
    recordsOfMode: (mode: number) => Promise<readonly JournalRecord[]>,
  ) {
    this.#connection = connection
    this.#town = town
    this.#facts = facts
    this.#signal = signal
    this.#recordsOfMode = recordsOfMode
  }

  get isOpen(): boolean {
    return this.#opening !== undefined
  }

  /** @returns whether another run had the lock first; said once */
  async open(): Promise<{hasWaited: boolean}> {
    await this.#open()
    const hasWaited = this.#hasWaited
    this.#hasWaited = false
    return {hasWaited}
  }

  async append(record: JournalRecord): Promise<void> {
    await orJournalFailed(async () => {
      const {id, lock} = await this.#open()
      if (lock.signal.aborted) throw new Error('the lock of the runs was lost')
      await this.#connection.appendFile(journalFile(this.#town, id), `${JSON.stringify(record)}\n`)
    })
  }

  /** Where something of this name lies in the run's folder. */
  async path(name: string): Promise<string> {
    const {id} = await this.#open()
    return join(runFolder(this.#town, id), name)
  }

  /** Ends the run, deletes runs that are too old, and lets the next `--fix` begin. @param isEmpty: there is nothing to undo */
  async close(isEmpty: boolean): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined)
    if (!opened) return
    try {
      if (isEmpty) return await this.#connection.remove(await this.path(''), {recursive: true})
      await this.append({type: 'end', ended_at: new Date().toISOString()})
      await pruneRuns(this.#connection, this.#town)
    } finally {
      await opened.lock.release()
    }
  }

  async #open(): Promise<{id: string; lock: RunLock}> {
    this.#opening ??= orJournalFailed(async () => this.#start())
    try {
      return await this.#opening
    } catch (error) {
      // A later fix may repair what stood in the way.
      this.#opening = undefined
      throw error
    }
  }

  async #start(): Promise<{id: string; lock: RunLock}> {
    const {root} = this.#town
    const connection = this.#connection
    const mode = await prepareRuns(connection, this.#town)
    const onBusy = (): void => void (this.#hasWaited = true)
    const options = {timeoutMs: lockMs, signal: this.#signal, onBusy}
    const lock = await holdLock(connection, runsFolder(this.#town), options)
    try {
      const id = await makeRun(connection, this.#town)
      const head = {type: 'head', version: 1, ...this.#facts, town: root, started_at: new Date().toISOString()} as const
      const records = [head, ...(mode === undefined ? [] : await this.#recordsOfMode(mode))]
      const lines = records.map((record) => `${JSON.stringify(record)}\n`).join('')
      await connection.writeFile(journalFile(this.#town, id), lines)
      return {id, lock}
    } catch (error) {
      await lock.release()
      throw error
    }
  }
}
