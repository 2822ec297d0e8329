import {
  isGtError,
  type Connection,
  type GtError,
  type Location,
  type Machine,
  type WorkspaceService,
} from '@gt-town/contract'
import {joinDiagnoses, type DiagnosisThere} from '../domain/report/join-diagnoses.js'
import {summarize, type Diagnosis} from '../domain/report/diagnosis.js'
import type {Job} from '../domain/checks/check-target.js'
import type {Seat} from '../domain/checks/environment.js'
import type {Sighting} from '../domain/results/result.js'
import {unreached} from '../domain/report/unreached-machine.js'
import {inParallel} from '@gt-town/waiting'
import {LossTrackingConnection} from '@gt-town/connection'
import {within} from '../operations/within.js'
import {machineReached} from '../operations/checks/self-checks.js'
import type {Places} from './select-machines.js'
import {diagnose, type DiagnoseOptions, type Patient} from './diagnose.js'

export interface MachinesOptions extends DiagnoseOptions {
  /** gives a connect no longer than this */
  readonly connect: (machine: Machine, connectTimeoutMs: number) => Promise<Connection>
}

const machinesAtOnce = 16
const defaultConnectMs = 10_000

type Outcome = {readonly diagnosis: Diagnosis} | {readonly noRig: GtError}

/**
 * Looks at this machine and at others, all side by side, each with its own connection, journal and deadlines: one that is
 * not reached is one line and holds up no other.
 * @throws what diagnose throws; `GT_RIG_NOT_FOUND` only where no place has the rig
 */
export async function diagnoseMachines(
  patient: Patient,
  {here, machines, hub}: Places,
  {connect, ...options}: MachinesOptions,
): Promise<Diagnosis> {
  const away = inParallel(machines, machinesAtOnce, async ({part, machine: {name, ...settings}}) => {
    const seat = {name, settings, hub}
    const open = async (ms: number): Promise<Connection> => connect({name, ...settings}, ms)
    return {name, ...(await unlessNoRig(diagnoseThere({...patient, seat, part}, open, options)))}
  })
  // Whatever is thrown behind our back on account of any machine is told here, so when all have been looked at.
  const strayErrors = async (): Promise<readonly string[]> => {
    await Promise.allSettled([away])
    return (await patient.strayErrors?.()) ?? []
  }
  const home = unlessNoRig(diagnose({...patient, part: here, strayErrors}, options))
  await Promise.allSettled([home, away])
  const outcomes = await away
  const own = await home
  const there = outcomes.filter((outcome): outcome is {name: string} & DiagnosisThere => 'diagnosis' in outcome)
  if ('diagnosis' in own && (here === 'all' || there.length > 0 || outcomes.length === 0)) {
    return joinDiagnoses(own.diagnosis, there)
  }
  const [noRig] = [own, ...outcomes].flatMap((outcome) => ('noRig' in outcome ? [outcome.noRig] : []))
  if (noRig && there.length === 0) throw noRig
  return joinDiagnoses({workspace: hub.workspace, sections: []}, there)
}

async function diagnoseThere(
  patient: Patient & {readonly seat: Seat},
  open: (connectTimeoutMs: number) => Promise<Connection>,
  options: DiagnoseOptions,
): Promise<Diagnosis> {
  const {seat, service} = patient
  const timeoutMs = options.timeoutMs ?? defaultConnectMs
  const place = {town: seat.settings.workspace ?? '/'}
  // What a fix did has to be told, whatever came then.
  const fixed = new Map<Job, readonly Sighting[]>()
  const onFixed = (job: Job, gone: readonly Sighting[]): void =>
    void fixed.set(job, [...(fixed.get(job) ?? []), ...gone])
  let connection: LossTrackingConnection | undefined
  try {
    await using link = await open(timeoutMs)
    const there = (connection = new LossTrackingConnection(link))
    const reach = async (): Promise<Location> => within(timeoutMs, options.signal, service.locate(there, place))
    const known = remembering(service, await reach())
    const asked = {...patient, connection: there, service: known, where: () => place}
    const diagnosis = await diagnose(asked, {...options, onFixed})
    const isWhole = summarize(diagnosis).errored === 0
    if (there.loss && !(options.fix && isWhole)) throw there.loss
    // Many checks that could not tell are one cause, where the machine is silent now.
    if (!isWhole) await reach()
    return diagnosis
  } catch (error) {
    if (options.signal.aborted || !isGtError(error) || error.exit === 2) throw error
    // Whatever failed, failed on that account.
    return unreached(machineReached, seat.name, connection?.loss ?? error, fixed)
  }
}

/** The same, but where the town is was asked already: once that is as good as new. */
function remembering(service: WorkspaceService, location: Location): WorkspaceService {
  let known: Location | undefined = location
  return {
    ...service,
    async locate(...question) {
      const answer = known ?? (await service.locate(...question))
      known = undefined
      return answer
    },
  }
}

async function unlessNoRig(work: Promise<Diagnosis>): Promise<Outcome> {
  try {
    return {diagnosis: await work}
  } catch (error) {
    if (isGtError(error, 'GT_RIG_NOT_FOUND')) return {noRig: error}
    throw error
  }
}
