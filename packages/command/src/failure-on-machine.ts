import type {Failure} from './print-error.js'

/** The commands that take `--machine` and are named in hints by code that does not know on which machine it works. */
const takesMachine = /\bgt (install|rig|doctor|polecat list)\b/

/** A failure on another machine: names the machine, and adds `--machine` to the next step. */
export function failureOnMachine(failure: Failure, machine: string): Failure {
  const {message, hint} = failure
  const isLost = hint !== undefined && takesMachine.test(hint) && !hint.includes('--machine')
  return {
    ...failure,
    message: message.startsWith(`${machine}: `) ? message : `${machine}: ${message}`,
    hint: isLost ? `${hint}, with --machine ${machine}` : hint,
  }
}
