import {quoteWord} from '@gt-town/text'
import {controlProgram, innerProgram, outerProgram, shellProgram} from '../generated/programs.js'

/** What every shell there may know, so that none has to find it out by a process. */
export interface ShellFacts {
  /** the process of the control shell */
  readonly control: string
  /** of the account */
  readonly uid: string
  readonly sh: string
  readonly env: string
  readonly setsid: string
  readonly sleep: string
  /** an argument of every process that does something there, so that those who hold locks can see them */
  readonly mark: string
}

/**
 * What the control shell is fed. It prints the token, lines with its `ShellFacts`, one with the tools that are missing, and a NUL.
 * @param silenceMs after that long without a word it ends, and with it everything that was started
 */
export function controlScript(token: string, silenceMs: number): string {
  return `gt_token=${token} gt_silence=${Math.ceil(silenceMs / 1000)}\n${controlProgram}`
}

/** What every other shell is fed before its first command. It prints the token, its process, and a NUL. */
export function shellScript(token: string, facts: ShellFacts): string {
  const known = {token, ...facts, inner: innerProgram, outer: outerProgram}
  const assignments = Object.entries(known).map(([name, value]) => `gt_${name}=${quoteWord(value)}\n`)
  return `${assignments.join('')}${shellProgram}`
}
