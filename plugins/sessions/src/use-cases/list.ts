import {GtError, isGtError, messageOf, type Place} from '@gt-town/contract'
import {inParallel, within} from '@gt-town/waiting'
import type {ListedMachine} from '../domain/answers.js'
import {inspectSessions} from '../operations/inspect-sessions.js'
import type {SessionTown} from './session-town.js'
import {listedMachine} from '../operations/listed-machine.js'

/** Of each machine, connecting included. */
const deadlineMs = 15_000
const atOnce = 32

/** What runs on every machine of the town, each asked once and all at the same time. */
export async function listSessions(town: SessionTown, machines: readonly string[]): Promise<ListedMachine[]> {
  return inParallel(machines, atOnce, async (machine) => {
    try {
      const work = reach(town, machine).then(async (place) => inspectSessions(place, town.signal))
      return listedMachine(town.home.workspace, machine, await within(deadlineMs, work, () => tooLate(), town.signal))
    } catch (error) {
      town.signal.throwIfAborted()
      if (isGtError(error, 'GT_MACHINE_NOT_FOUND')) throw error
      // One that has no town has no sessions.
      if (isGtError(error, 'GT_MACHINE_NO_WORKSPACE')) return {machine, sessions: []}
      return {machine, sessions: [], error: messageOf(error)}
    }
  })
}

/** Every machine that may have sessions. */
export async function allMachines({machines}: SessionTown): Promise<string[]> {
  return ['local', ...(await machines.names())]
}

function tooLate(): never {
  throw new GtError('GT_TIMEOUT', `it did not answer within ${deadlineMs / 1000} s`, {
    hint: 'gt machine status says more',
  })
}

async function reach({home, machines}: SessionTown, machine: string): Promise<Place> {
  return machine === 'local' ? home : machines.reach(machine)
}
