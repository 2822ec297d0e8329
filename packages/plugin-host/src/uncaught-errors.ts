import type {UncaughtError} from './protocol.js'

const maxErrors = 100

/** What was thrown where nobody could catch it. A worker that tracks its attempts knows whose it is, any other guesses. */
export class UncaughtErrors {
  readonly #seen: UncaughtError[] = []
  #guessesBefore = 0

  note(error: UncaughtError): void {
    if (this.#seen.length < maxErrors) this.#seen.push(error)
  }

  /**
   * The plugins to run again in a tracked worker, since only that can tell more; each time there is something new.
   * @returns `all` where nobody knows which plugin it was
   */
  pluginsToTrack(): ReadonlySet<string> | 'all' {
    const guesses = this.#guesses()
    const isNew = guesses.length > this.#guessesBefore
    this.#guessesBefore = guesses.length
    if (!isNew) return new Set()
    const plugins = guesses.map(({plugin}) => plugin)
    return plugins.includes(undefined) ? 'all' : new Set(plugins.filter((plugin) => plugin !== undefined))
  }

  /** Each as one line, sorted. @param nameOf the plugin with its version */
  lines(nameOf: (plugin: string | undefined) => string): string[] {
    const certain = this.#seen.filter(({isTracked}) => isTracked)
    const lines = [...certain, ...this.#guesses()].map(
      ({plugin, check, message}) => `${nameOf(plugin)}${check === undefined ? '' : ` (${check})`} ${message}`,
    )
    return [...new Set(lines)].sort()
  }

  /** Those that nothing certain is known of. */
  #guesses(): UncaughtError[] {
    const certain = new Set(this.#seen.flatMap(({isTracked, message}) => (isTracked ? [message] : [])))
    return this.#seen.filter(({isTracked, message}) => !isTracked && !certain.has(message))
  }
}
