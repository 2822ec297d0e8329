import {readFileSync} from 'node:fs'
import {endWhenNobodyReads, hasInput, interruption} from '@gt-town/command/light'
import {heldPrograms} from '@gt-town/connection-ssh/held'
import type {Machine, Workspace} from '@gt-town/contract'
import {soundTown} from '@gt-town/light'
import {machinesFile} from '@gt-town/town-layout'
import {mayHold, sshTargetOf} from '../adapters/ssh-target.js'
import {chooseMachines} from '../domain/choose-machines.js'
import {isMachines, machinesOf} from '../domain/machines.js'
import {runAndShow} from '../views/run-and-show.js'

/** A command line as it was parsed, and where it was typed. */
export interface ExecCall {
  readonly flags: Readonly<Record<string, string | boolean | undefined>>
  readonly words: readonly string[]
  readonly rest: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/** Flags that mean the same here; with any other it is left to the command. */
const known = new Set(['all', 'timeout', 'gather', 'town'])
const atOnce = 16

/**
 * `gt machine exec` over links that are kept, without loading gt. Whatever is not plainly that is left to the command itself.
 * @returns the exit code, when all was printed; undefined: run the command, nothing has begun
 */
export function machineExec({flags, words, rest, env, cwd}: ExecCall): Promise<number | undefined> | undefined {
  if (!Object.keys(flags).every((name) => known.has(name)) || !rest[0]) return undefined
  const {timeout = '0'} = flags
  if (typeof timeout !== 'string' || !/^\d{1,7}$/.test(timeout)) return undefined
  const choice = {names: words, all: flags['all'] === true}
  const town = {named: typeof flags['town'] === 'string' ? flags['town'] : env['GT_TOWN_ROOT'], cwd}
  const found = machinesMeant(town, choice)
  if (!found || (found.machines.length === 1 && hasInput())) return undefined
  return run(found, rest, {timeoutMs: Number(timeout) * 1000, gather: flags['gather'] === true})
}

interface Meant {
  readonly workspace: Workspace
  readonly machines: readonly Machine[]
}

async function run(
  {workspace, machines}: Meant,
  command: readonly string[],
  options: {timeoutMs: number; gather: boolean},
): Promise<number | undefined> {
  const targets = machines.map((machine) => sshTargetOf({machine: machine.name, workspace, settings: machine}))
  const programs = await heldPrograms(targets)
  if (!programs) return undefined
  endWhenNobodyReads()
  const byMachine = new Map(programs.map((each) => [each.machine, each]))
  return runAndShow(machines, command, {
    ...options,
    connect: async ({name}) => {
      const found = byMachine.get(name)
      if (!found) throw new Error(`${name} was not asked for`)
      return Promise.resolve(found)
    },
    atOnce,
    json: false,
    signal: interruption(),
  })
}

/** @returns undefined where the command has something to say about it, or has to reach one of them otherwise */
function machinesMeant(
  {named, cwd}: {named: string | undefined; cwd: string},
  choice: {names: readonly string[]; all: boolean},
): Meant | undefined {
  try {
    const workspace = soundTown({named, cwd})
    const registry: unknown = workspace && JSON.parse(readFileSync(machinesFile(workspace), 'utf8'))
    if (!workspace || !isMachines(registry)) return undefined
    const machines = chooseMachines(machinesOf(registry), choice)
    const areHeld = machines.every((machine) => machine.type === 'ssh' && mayHold(undefined, machine))
    return areHeld && machines.length > 0 ? {workspace, machines} : undefined
  } catch {
    // The command itself says what is wrong.
    return undefined
  }
}
