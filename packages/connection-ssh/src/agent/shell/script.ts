import {innerProgram, outerProgram, pulseProgram, shellProgram} from '../generated/programs.js'
import {quoteWord} from './sh.js'

/** What every shell there may know, so that none has to find it out by a process. */
export interface Place {
  /** the process of the pulse */
  readonly pulse: string
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
 * What the shell of the pulse is fed. It says the token, lines with its `Place`, one with the tools that are missing, and a NUL.
 * @param silenceMs after that long without a word it ends, and with it everything that was started
 */
export function pulseScript(token: string, silenceMs: number): string {
  return `gt_token=${token} gt_silence=${Math.ceil(silenceMs / 1000)}\n${pulseProgram}`
}

/** What every other shell is fed before its first command. It says the token, its process, and a NUL. */
export function shellScript(token: string, place: Place): string {
  const known = {token, ...place, inner: innerProgram, outer: outerProgram}
  const assignments = Object.entries(known).map(([name, value]) => `gt_${name}=${quoteWord(value)}\n`)
  return `${assignments.join('')}${shellProgram}`
}
