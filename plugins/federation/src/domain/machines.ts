import {foldName, nameProblem, type Machine, type MachineSettings} from '@gt-town/contract'
import {naturally} from '@gt-town/text'
import type {SchemaError, Validator} from '@gt-town/json-file'
import * as compiled from '../generated/validators.js'

/** `machines.json` as its JSON Schema in schemas/ describes it; other keys are kept. */
export interface Machines {
  version: 1
  machines: Record<string, RegisteredMachine>
}

export type RegisteredMachine = MachineSettings & {readonly draining?: boolean}

/** The machine everybody has. */
export const localMachine: Machine = {name: 'local', type: 'local'}

/** Compiled from the schema at build time. */
const fitsSchema = compiled.machines as unknown as Validator<Machines>

/** What the schema says, and what it cannot say of names; carries the errors of its last call. */
export const isMachines: Validator<Machines> = (data: unknown): data is Machines => {
  isMachines.errors = fitsSchema(data) ? namesWrong(data) : (fitsSchema.errors ?? [])
  return isMachines.errors.length === 0
}

function namesWrong({machines}: Machines): SchemaError[] {
  const folded = new Map<string, string>()
  return Object.keys(machines).flatMap((name) => {
    const twin = folded.get(foldName(name))
    folded.set(foldName(name), name)
    const problem = twin === undefined ? nameProblem('machine', name) : `it differs from ${twin} only by case`
    const instancePath = `/machines/${name}`
    return problem === undefined
      ? []
      : [{instancePath, keyword: 'name', message: `is not a valid name: ${problem}`, params: {}}]
  })
}

/** Those of the registry, sorted by name. */
export function machinesOf({machines}: Machines): Machine[] {
  return Object.keys(machines)
    .sort(naturally)
    .flatMap((name) => (machines[name] ? {...withoutDraining(machines[name]), name} : []))
}

/** What an earlier gt called `draining` is cordoned since nobody knows when. */
function withoutDraining({draining, ...settings}: RegisteredMachine): MachineSettings {
  return draining === true && settings.cordoned === undefined ? {...settings, cordoned: {}} : settings
}

/** Every machine a rig can name. */
export function knownMachines({machines}: Machines): string[] {
  return [localMachine.name, ...Object.keys(machines).sort(naturally)]
}

/** Whether some machine is reached over SSH; those of gcp are too. */
export function needsSsh({machines}: Machines): boolean {
  return Object.values(machines).some(({type}) => type !== localMachine.type)
}

/** Whether some machine is looked up by gcloud. */
export function needsGcloud({machines}: Machines): boolean {
  return Object.values(machines).some(({type}) => type === 'gcp')
}
