import type {AnyAuthMethod} from 'ssh2'
import {loginMethods} from '../../config/login-methods.js'
import type {ResolvedSsh} from '../../config/resolved-ssh.js'
import type {SshTarget} from '../target.js'

/** What a person can be asked for. */
type Method = 'keyboard-interactive' | 'password'

/** As often as ssh asks, where the configuration does not say (NumberOfPasswordPrompts). */
const usualAttempts = 3

interface Owner {
  /** aborted when nobody waits for an answer any more */
  readonly over: AbortSignal
  /** told what went wrong with a question: the connect ends with it */
  readonly fail: (error: unknown) => void
}

/**
 * Logs in with what a person types, once no key is left.
 * @param askLogin absent where there is nobody to ask
 */
export class Ssh2Logins {
  readonly #ask: SshTarget['askLogin']
  readonly #settings: ResolvedSsh
  readonly #owner: Owner
  readonly #left: Method[]
  #hasLooked = false
  #hasAsked = false

  constructor(askLogin: SshTarget['askLogin'], settings: ResolvedSsh, owner: Owner) {
    this.#ask = askLogin
    this.#settings = settings
    this.#owner = owner
    this.#left = askLogin ? attemptsOf(settings) : []
  }

  /** Whether anything was typed. */
  get hasAsked(): boolean {
    return this.#hasAsked
  }

  /**
   * The next attempt.
   * @param accepted what the server goes on with; empty where it has not said so yet
   * @returns false where there is none
   */
  async next(accepted: readonly string[]): Promise<AnyAuthMethod | false> {
    const username = this.#settings.user
    if (accepted.length === 0 && !this.#hasLooked) {
      this.#hasLooked = true
      // Its answer says what would do.
      return {type: 'none', username}
    }
    for (let method = this.#left.shift(); method; method = this.#left.shift()) {
      if (!accepted.includes(method)) continue
      if (method === 'keyboard-interactive')
        return {type: method, username, prompt: (...asked) => void this.#answer(asked)}
      const password = await this.#typed(`${this.#account}'s password: `, false)
      if (password !== undefined) return {type: method, username, password}
    }
    return false
  }

  /** A server may ask for several things at once, or for nothing at all. */
  async #answer([name, instructions, , prompts, finish]: Asked): Promise<void> {
    try {
      const answers: string[] = []
      const heading = [name, instructions].filter((text) => text !== '')
      for (const {prompt, echo = false} of prompts) {
        const text = [...heading.splice(0), `(${this.#account}) ${prompt}`].join('\n')
        answers.push((await this.#typed(text, echo)) ?? '')
      }
      finish(answers)
    } catch (error) {
      this.#owner.fail(error)
    }
  }

  async #typed(prompt: string, isShown: boolean): Promise<string | undefined> {
    const typed = await this.#ask?.(prompt, {isShown, over: this.#owner.over})
    if (typed !== undefined) this.#hasAsked = true
    return typed
  }

  get #account(): string {
    return `${this.#settings.user}@${this.#settings.hostname}`
  }
}

type Asked = Parameters<Extract<AnyAuthMethod, {type: 'keyboard-interactive'}>['prompt']>

/** Each as often as it may be tried. */
function attemptsOf({raw}: ResolvedSsh): Method[] {
  const attempts = Number(raw.get('numberofpasswordprompts')?.[0] ?? usualAttempts)
  return loginMethods(raw)
    .filter(isAskedFor)
    .flatMap((method) => Array.from({length: attempts}, () => method))
}

/** Whether a method, as RFC 4252 and RFC 4256 call it, asks a person. */
export function isAskedFor(word: string): word is Method {
  return word === 'keyboard-interactive' || word === 'password'
}
