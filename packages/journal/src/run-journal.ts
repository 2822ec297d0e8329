import {join} from 'node:path'
import {confined} from '@gt-town/connection'
import {GtError, messageOf, type Connection, type Workspace} from '@gt-town/contract'
import {orJournalFailed} from './journal-failed.js'
import type {Change, Entry, JournalRecord, Problem} from './journal.js'
import {KnownStates} from './known-states.js'
import {readState, readTree} from './read-state.js'
import {RunFile, type RunFacts} from './run-file.js'
import {isSameState, type State} from './state.js'

/** The journal of one `--fix`. It begins with the first change: a run that changes nothing leaves nothing. */
export class RunJournal {
  readonly town: Workspace
  readonly known = new KnownStates()
  readonly #connection: Connection
  readonly #file: RunFile
  /** how the configuration folder is since this journal gave its permission back */
  #givenBack: State | undefined
  #count = 0
  #changes = 0

  constructor(connection: Connection, town: Workspace, facts: RunFacts, signal: AbortSignal) {
    this.#connection = confined(connection, town.root)
    this.town = town
    this.#file = new RunFile(this.#connection, town, facts, signal, async (mode) => this.#recordsOfMode(mode))
  }

  /**
   * Notes what is about to be done. @returns its number
   * @throws GtError `GT_JOURNAL_FAILED`: then nothing may be changed; `GT_OVERTAKEN`, once, where another run was at work until
   *   now, or this one had to open the configuration folder first: what the fix knows, and `before`, may be out of date
   */
  async begin(problem: Problem, change: Change, before: Entry['before'], n?: number): Promise<number> {
    await this.open()
    if (this.#isFromBeforeOpening(before)) throw overtaken()
    const number = n ?? (await this.next())
    await this.#file.append({type: 'do', n: number, problem, change, before})
    return number
  }

  /**
   * Begins the journal now, as the first change would.
   * @throws GtError as {@link begin}
   */
  async open(): Promise<void> {
    const {hasWaited} = await this.#file.open()
    if (hasWaited) throw overtaken()
  }

  /** A number for a change whose copies need it for their names. */
  async next(): Promise<number> {
    await this.open()
    return ++this.#count
  }

  async did(entry: Entry): Promise<void> {
    this.#apply(entry)
    await this.#file.append({type: 'did', n: entry.n, after: entry.after ?? []})
  }

  async failed(n: number, error: unknown): Promise<void> {
    await this.#file.append({type: 'failed', n, error: messageOf(error)})
  }

  /** Notes what programs have made by now, and how the repair of a problem went. Says nothing where nothing was changed. */
  async conclude(problem: Problem, outcome: {fixed: boolean; error?: string}): Promise<void> {
    if (!this.#file.isOpen) return
    const trees = this.known.trees()
    if (trees.length > 0) {
      const after = await Promise.all(trees.map(async (path) => ({path, state: await this.treeState(path)})))
      this.known.noteTrees(after)
      await this.#file.append({type: 'settled', after})
    }
    await this.#file.append({type: 'result', problem, ...outcome})
  }

  async treeState(path: string): Promise<State> {
    return readTree(this.#connection, join(this.town.root, path))
  }

  /** Keeps bytes in the run's folder. @returns their name there */
  async keep(n: number, bytes: Uint8Array): Promise<string> {
    const name = `before-${n}`
    await orJournalFailed(async () => this.#connection.writeFile(await this.path(name), bytes, {mode: 0o600}))
    return name
  }

  /** Where something of this name lies in the run's folder. */
  async path(name: string): Promise<string> {
    return this.#file.path(name)
  }

  /** Ends the journal, and lets the next `--fix` begin. */
  async close(): Promise<void> {
    // Nothing but attempts that failed: there is nothing to undo.
    await this.#file.close(this.#changes === 0)
  }

  #apply(entry: Entry): void {
    this.known.apply(entry)
    this.#changes++
  }

  /** Once: what was read of the configuration folder before its permission was given back would be undone twice. */
  #isFromBeforeOpening(before: Entry['before']): boolean {
    const opened = this.#givenBack
    this.#givenBack = undefined
    return before.some(({path, state}) => opened && path === this.town.configDir && !isSameState(state, opened))
  }

  /** The permission that had to be given back before there could be a journal. */
  async #recordsOfMode(mode: number): Promise<JournalRecord[]> {
    const path = this.town.configDir
    const state = await readState(this.#connection, join(this.town.root, path))
    const n = ++this.#count
    const change = {op: 'mode', path, mode: 'mode' in state ? state.mode : mode | 0o700} as const
    const before = [{path, state: {kind: 'folder', mode}}] as const
    const after = [{path, state}]
    const problem = {id: 'doctor/journal'}
    this.#givenBack = state
    this.#apply({n, problem, change, before, after})
    return [
      {type: 'do', n, problem, change, before},
      {type: 'did', n, after},
    ]
  }
}

function overtaken(): GtError {
  return new GtError('GT_OVERTAKEN', 'what the fix knew was out of date', {hint: 'run it again'})
}
