import {foldName, isGtError, nameProblem, type Connection, type GtError, type NameKind} from '@gt-town/contract'
import type {Edit} from './edit-request.js'
import {readJson, updateJson} from './file.js'
import {mergeSalvaged} from './merge-salvaged.js'
import {printJson} from './print.js'
import type {Validator} from './validator.js'

/** `{"version": 1, "<key>": {"<name>": …}}` */
export type NameMapDocument<Key extends string, Entry> = {version: 1} & Record<Key, Record<string, Entry>>

export interface NameMapFacts<Key extends string, Entry> {
  readonly key: Key
  readonly kind: NameKind
  readonly validate: Validator<NameMapDocument<Key, Entry>>
  /** what a missing file is: an empty map, or an error */
  readonly missing: 'empty' | ((path: string, cause: GtError) => GtError)
}

/** Many commands may wait for the file at once; each holds its lock only for a moment. */
const lockMs = 120_000

/** A JSON file that maps names to entries, such as the registry of rigs or of machines. Names differ by more than case. */
export class NameMap<Key extends string, Entry> {
  readonly #facts: NameMapFacts<Key, Entry>

  constructor(facts: NameMapFacts<Key, Entry>) {
    this.#facts = facts
  }

  /** @throws FileCorruptError; what `missing` says */
  async read(connection: Connection, path: string): Promise<NameMapDocument<Key, Entry>> {
    try {
      return await readJson(connection, path, this.#facts.validate)
    } catch (error) {
      if (isGtError(error, 'GT_NOT_FOUND') && this.#facts.missing === 'empty') return this.#document({})
      throw this.#explained(path, error)
    }
  }

  /**
   * Changes the file under its lock.
   * @param decide gets what the file says now and may do work that must happen under the same lock
   * @throws FileCorruptError, LockError; what `missing` and `decide` say
   */
  async update(
    connection: Connection,
    path: string,
    decide: (document: NameMapDocument<Key, Entry>) => readonly Edit[] | Promise<readonly Edit[]>,
    signal?: AbortSignal,
  ): Promise<void> {
    const progress = {isRead: false}
    try {
      await updateJson(
        connection,
        path,
        this.#facts.validate,
        async (document) => {
          progress.isRead = true
          return decide(document)
        },
        {timeoutMs: lockMs, signal},
      )
    } catch (error) {
      throw progress.isRead ? error : this.#explained(path, error)
    }
  }

  /** Adds an entry, unless its name is taken. @returns the name that is there already; undefined where it was added */
  async add(
    connection: Connection,
    path: string,
    name: string,
    entry: Entry,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    let taken: string | undefined
    await this.fill(
      connection,
      path,
      (document) => {
        taken = this.sameName(document, name)
        return taken === undefined ? [this.set(name, entry)] : []
      },
      signal,
    )
    return taken
  }

  /** As `update`, but where a missing file is an empty map, it is made first. */
  async fill(
    connection: Connection,
    path: string,
    decide: (document: NameMapDocument<Key, Entry>) => readonly Edit[] | Promise<readonly Edit[]>,
    signal?: AbortSignal,
  ): Promise<void> {
    try {
      await this.update(connection, path, decide, signal)
    } catch (error) {
      if (this.#facts.missing !== 'empty' || !isGtError(error, 'GT_NOT_FOUND')) throw error
      await this.#create(connection, path)
      await this.update(connection, path, decide, signal)
    }
  }

  /** What `update` takes to set an entry. */
  set(name: string, entry: Entry): Edit {
    return {at: [this.#facts.key, name], value: entry}
  }

  /** What `update` takes to remove an entry: nothing where it is not there. */
  unset(document: NameMapDocument<Key, Entry>, name: string): Edit[] {
    return Object.hasOwn(document[this.#facts.key], name) ? [{at: [this.#facts.key, name], value: undefined}] : []
  }

  /** The name in the map that is this name without regard to case; this very name where it is there. */
  sameName(document: NameMapDocument<Key, Entry>, name: string): string | undefined {
    const names = Object.keys(document[this.#facts.key])
    return names.find((other) => other === name) ?? names.find((other) => foldName(other) === foldName(name))
  }

  /**
   * The document, made again of what can still be read of a broken one: an entry stays whole or goes, since half of one would
   * say something else. Unknown keys stay.
   * @param found entries that are known from elsewhere; those of the broken document win
   */
  rebuilt(broken: unknown, found: Readonly<Record<string, Entry>> = {}): NameMapDocument<Key, Entry> {
    const {key, kind, validate} = this.#facts
    const rest = mergeSalvaged(validate, this.#document({}), broken, ['version', key])
    const entries: Record<string, Entry> = {}
    const taken = new Set<string>()
    for (const [name, entry] of [...entriesOf(broken, key), ...Object.entries(found)]) {
      const document: unknown = {version: 1, [key]: {[name]: entry}}
      if (taken.has(foldName(name)) || nameProblem(kind, name) !== undefined || !validate(document)) continue
      Object.assign(entries, document[key])
      taken.add(foldName(name))
    }
    return {...rest, ...this.#document(entries)}
  }

  /** Another gt may be quicker, and that is fine. */
  async #create(connection: Connection, path: string): Promise<void> {
    try {
      await connection.writeFile(path, printJson(this.#document({})), {exclusive: true})
    } catch (error) {
      if (!isGtError(error, 'GT_EXISTS')) throw error
    }
  }

  #document(entries: Record<string, Entry>): NameMapDocument<Key, Entry> {
    return {version: 1, [this.#facts.key]: entries} as NameMapDocument<Key, Entry>
  }

  #explained(path: string, error: unknown): unknown {
    const {missing} = this.#facts
    return isGtError(error, 'GT_NOT_FOUND') && missing !== 'empty' ? missing(path, error) : error
  }
}

function entriesOf(document: unknown, key: string): [string, unknown][] {
  if (typeof document !== 'object' || document === null || !(key in document)) return []
  const map = (document as Record<string, unknown>)[key]
  return typeof map === 'object' && map !== null ? Object.entries(map) : []
}
