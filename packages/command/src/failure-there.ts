import type {Failure} from './print-error.js'

/** What takes `--machine` and is named in hints by people who do not know that they are elsewhere. */
const takesMachine = /\bgt (install|rig|doctor|polecat list)\b/

/** A failure on another machine: names the machine, and says how the next step gets there too. */
export function failureThere(failure: Failure, machine: string): Failure {
  const {message, hint} = failure
  const isLost = hint !== undefined && takesMachine.test(hint) && !hint.includes('--machine')
  return {
    ...failure,
    message: message.startsWith(`${machine}: `) ? message : `${machine}: ${message}`,
    hint: isLost ? `${hint}, with --machine ${machine}` : hint,
  }
}
