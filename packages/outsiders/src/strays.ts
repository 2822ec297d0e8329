import type {Stray} from './protocol.js'

const most = 100

/** What happened behind our back. Told by a child that follows its jobs it is certain whose it is, else it is a guess. */
export class Strays {
  readonly #seen: Stray[] = []
  #witnessed = 0

  note(stray: Stray): void {
    if (this.#seen.length < most) this.#seen.push(stray)
  }

  /** Whether there are some that only a child that follows its jobs can tell more about. True once for each. */
  get mustBeWitnessed(): boolean {
    const guesses = this.#guesses().length
    const isNew = guesses > this.#witnessed
    this.#witnessed = guesses
    return isNew
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
