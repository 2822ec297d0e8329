import type {Stray} from './protocol.js'

const most = 100

/** What happened behind our back. Told by a child that follows its jobs it is certain whose it is, else it is a guess. */
export class Strays {
  readonly #seen: Stray[] = []
  #witnessed = 0

  note(stray: Stray): void {
    if (this.#seen.length < most) this.#seen.push(stray)
  }

  /**
   * The plugins of which only a child that follows its jobs can tell more, each time there is something new.
   * @returns `all` where nobody is suspected
   */
  suspects(): ReadonlySet<string> | 'all' {
    const guesses = this.#guesses()
    const isNew = guesses.length > this.#witnessed
    this.#witnessed = guesses.length
    if (!isNew) return new Set()
    const plugins = guesses.map(({plugin}) => plugin)
    return plugins.includes(undefined) ? 'all' : new Set(plugins.filter((plugin) => plugin !== undefined))
  }

  /** Each as one line, sorted. @param nameOf the plugin with its version */
  tell(nameOf: (plugin: string | undefined) => string): string[] {
    const certain = this.#seen.filter(({isFollowed}) => isFollowed)
    const lines = [...certain, ...this.#guesses()].map(
      ({plugin, check, message}) => `${nameOf(plugin)}${check === undefined ? '' : ` (${check})`} ${message}`,
    )
    return [...new Set(lines)].sort()
  }

  /** Those that nothing certain is known of. */
  #guesses(): Stray[] {
    const certain = new Set(this.#seen.flatMap(({isFollowed, message}) => (isFollowed ? [message] : [])))
    return this.#seen.filter(({isFollowed, message}) => !isFollowed && !certain.has(message))
  }
}
