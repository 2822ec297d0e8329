import {format} from 'node:util'
import type {ConfigFacts} from '../protocol.js'

/** What oclif gives a hook as `this` and as `context`, as far as it makes sense in a process of its own. */
export function hookContext(config: ConfigFacts, print: (text: string) => void): object {
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
