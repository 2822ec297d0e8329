import {realpathSync} from 'node:fs'
import {sep} from 'node:path'
import {pathToFileURL} from 'node:url'
import {format} from 'node:util'
import {cutText} from '@gt-town/text'
import {toWireError} from '../wire-error.js'
import type {CheckPlace, ConfigFacts, EventName, PluginDescriptor, WireOutcome} from '../protocol.js'
import {loadHook} from './load-hook.js'
import {sanitizeChecks, sanitizeData} from './sanitize-answers.js'

/** A check as its plugin made it. */
export interface LiveCheck {
  readonly id?: unknown
  run?(context: object): unknown
  fix?(context: object, finding: object): unknown
}

/** The plugins whose hooks were asked in this process, and the checks they gave. */
export class LoadedPlugins {
  readonly #checks = new Map<string, unknown[][]>()
  readonly #roots = new Map<string, string>()
  readonly #config: ConfigFacts
  readonly #print: (text: string) => void

  constructor(config: ConfigFacts, print: (text: string) => void) {
    this.#config = config
    this.#print = print
  }

  /** Asks every hook the plugin has for this event, one after the other, as oclif does. Never rejects for one of them. */
  async ask(plugin: PluginDescriptor, event: EventName, question: object): Promise<WireOutcome<unknown>[]> {
    this.#roots.set(plugin.name, plugin.root)
    const outcomes: WireOutcome<unknown>[] = []
    const lists: unknown[][] = []
    for (const target of plugin.hooks[event] ?? []) {
      try {
        const hook = await loadHook(plugin, target)
        if (!hook) continue
        const context = hookContext(this.#config, this.#print)
        const value: unknown = await hook.call(context, {...question, config: this.#config, context})
        outcomes.push({ok: true, value: event === 'gt:checks' ? sanitizeChecks(value) : sanitizeData(value)})
        lists.push(Array.isArray(value) ? [...(value as unknown[])] : [])
      } catch (error) {
        outcomes.push({ok: false, error: toWireError(error)})
        lists.push([])
      }
    }
    if (event === 'gt:checks') this.#checks.set(plugin.name, lists)
    return outcomes
  }

  /** Which plugin has code in this stack. */
  ownerOf(stack: string | undefined): string | undefined {
    return stack === undefined ? undefined : ownerOf(stack, this.#roots)
  }

  /** @throws Error when the plugin has no such check now: it was asked anew, and gave others */
  check(plugin: string, {hook, index}: CheckPlace): LiveCheck {
    const check = this.#checks.get(plugin)?.[hook]?.[index]
    if (typeof check === 'object' && check !== null) return check
    throw new Error('the plugin gave other checks when it was asked a second time')
  }
}

/** The plugin whose code is innermost in this stack; of folders within each other the deepest counts. */
function ownerOf(stack: string, roots: ReadonlyMap<string, string>): string | undefined {
  const known = [...roots].map(([name, root]) => ({name, root: realpathSync(root)}))
  known.sort((a, b) => b.root.length - a.root.length)
  for (const line of stack.split('\n')) {
    const owners = known.filter(
      ({root}) => line.includes(`${root}${sep}`) || line.includes(`${pathToFileURL(root).href}/`),
    )
    const [owner, other] = owners
    if (owner) return other?.root === owner.root ? undefined : owner.name
  }
  return undefined
}

/** What oclif gives a hook as `this` and as `context`, as far as it makes sense in a process of its own. */
function hookContext(config: ConfigFacts, print: (text: string) => void): object {
  const write = (...words: unknown[]): void => print(`${format(...words)}\n`)
  return {
    config,
    debug: () => undefined,
    log: write,
    warn: (input: unknown) => write(input instanceof Error ? input.message : input),
    error: (input: unknown) => {
      throw input instanceof Error ? input : new Error(String(input))
    },
    exit: (code: unknown = 0) => {
      throw new Error(`it called this.exit(${String(code)})`)
    },
  }
}

export function idOf({id}: LiveCheck): string | undefined {
  return typeof id === 'string' ? cutText(id) : undefined
}
