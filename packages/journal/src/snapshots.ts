import {basename, dirname, join, relative} from 'node:path'
import {GtError, type Connection} from '@gt-town/contract'
import type {Before} from './journal.js'
import {orJournalFailed} from './journal-failed.js'
import type {RunJournal} from './run-journal.js'
import {readState} from './read-state.js'

/** What has to be known and kept before a change is made, so that it can be undone. */
export class Snapshots {
  readonly #inner: Connection
  readonly #journal: RunJournal

  constructor(inner: Connection, journal: RunJournal) {
    this.#inner = inner
    this.#journal = journal
  }

  /** What a program is about to change is copied whole; what it is to make needs no copy. */
  async copyTree(n: number, path: string, index: number): Promise<Before> {
    const {state} = await this.current(path)
    if (state.kind === 'absent') return {path, state}
    if (this.#journal.known.wasCreatedByRun(path)) return {path, state, born: true}
    const kept = `before-${n}-${index}`
    await orJournalFailed(async () => {
      const [from, to] = [join(this.#journal.town.root, path), await this.#journal.path(kept)]
      const copy = await this.#inner.execute(['cp', '-pPR', '--', from, to], {effect: 'write', paths: [to]})
      if (copy.code !== 0) throw new GtError('GT_COPY_FAILED', `cp: ${copy.stderr.toString().trim()}`)
    })
    return {path, state, kept}
  }

  /** The state of such a path now. */
  async current(path: string): Promise<Before> {
    const state = await readState(this.#inner, join(this.#journal.town.root, path))
    const born = state.kind !== 'absent' && this.#journal.known.wasCreatedByRun(path)
    return {path, state, ...(born && {born})}
  }

  /** A path relative to the town, without links on the way. */
  async pathInTown(path: string): Promise<string> {
    const {root} = this.#journal.town
    const [folder, real] = await this.#inner.inspect([
      {op: 'realpath', path: dirname(path)},
      {op: 'realpath', path: root},
    ])
    if (!folder.ok || !real.ok) return relative(root, path)
    return relative(real.value, join(folder.value, basename(path)))
  }
}
