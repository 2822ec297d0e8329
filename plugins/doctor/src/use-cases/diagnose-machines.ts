import {LossTrackingConnection} from '@gt-town/connection'
import {
  AbortedError,
  isGtError,
  TimeoutError,
  type Connection,
  type GtError,
  type Location,
  type Machine,
  type WorkspaceService,
} from '@gt-town/contract'
import {inParallel, orAborted, within} from '@gt-town/waiting'
import type {CheckTarget} from '../domain/checks/check-target.js'
import type {MachineTarget} from '../domain/checks/environment.js'
import {summarize, type Diagnosis} from '../domain/report/diagnosis.js'
import {joinDiagnoses, type MachineDiagnosis} from '../domain/report/join-diagnoses.js'
import {unreachedMachine} from '../domain/report/unreached-machine.js'
import type {Result} from '../domain/results/result.js'
import {machineReached} from '../operations/checks/self-checks.js'
import {diagnose, type DiagnoseOptions, type DiagnosisSubject} from './diagnose.js'
import type {MachineSelection} from './select-machines.js'

export interface MachinesOptions extends DiagnoseOptions {
  /** gives a connect no longer than this */
  readonly connect: (machine: Machine, connectTimeoutMs: number) => Promise<Connection>
}

const machinesAtOnce = 16
const defaultConnectMs = 10_000
/** A connect that takes too long says more about the reason than our own deadline does. */
const graceMs = 200

type Outcome = {readonly diagnosis: Diagnosis} | {readonly noRig: GtError}

/**
 * Diagnoses this machine and others, all side by side, each with its own connection, journal and deadlines: one that is
 * not reached is one line and holds up no other.
 * @throws what diagnose throws; `GT_RIG_NOT_FOUND` only where no machine has the rig
 */
export async function diagnoseMachines(
  subject: DiagnosisSubject,
  {here, machines, hub}: MachineSelection,
  {connect, ...options}: MachinesOptions,
): Promise<Diagnosis> {
  const away = inParallel(machines, machinesAtOnce, async ({coverage, machine: {name, ...settings}}) => {
    const machine = {name, settings, hub}
    const open = async (ms: number): Promise<Connection> => connect({name, ...settings}, ms)
    return {name, ...(await unlessNoRig(diagnoseThere({...subject, machine, coverage}, open, options)))}
  })
  // Whatever is thrown behind our back on account of any machine is told here, so when all have been diagnosed.
  const uncaughtErrors = async (): Promise<readonly string[]> => {
    await Promise.allSettled([away])
    return (await subject.uncaughtErrors?.()) ?? []
  }
  const home = unlessNoRig(diagnose({...subject, coverage: here, uncaughtErrors}, options))
  await Promise.allSettled([home, away])
  const outcomes = await away
  const own = await home
  const there = outcomes.filter((outcome): outcome is {name: string} & MachineDiagnosis => 'diagnosis' in outcome)
  if ('diagnosis' in own && (here === 'all' || there.length > 0 || outcomes.length === 0)) {
    return joinDiagnoses(own.diagnosis, there)
  }
  const [noRig] = [own, ...outcomes].flatMap((outcome) => ('noRig' in outcome ? [outcome.noRig] : []))
  if (noRig && there.length === 0) throw noRig
  return joinDiagnoses({workspace: hub.workspace, sections: []}, there)
}

async function diagnoseThere(
  subject: DiagnosisSubject & {readonly machine: MachineTarget},
  open: (connectTimeoutMs: number) => Promise<Connection>,
  options: DiagnoseOptions,
): Promise<Diagnosis> {
  const {machine, service} = subject
  const leftMs = options.until === undefined ? Infinity : Math.max(1, Math.ceil(options.until - performance.now()))
  const timeoutMs = Math.min(options.timeoutMs ?? defaultConnectMs, leftMs)
  const where = {town: machine.settings.workspace ?? '/'}
  // What a fix did has to be told, whatever came then.
  const fixed = new Map<CheckTarget, readonly Result[]>()
  const onFixed = (target: CheckTarget, gone: readonly Result[]): void =>
    void fixed.set(target, [...(fixed.get(target) ?? []), ...gone])
  let connection: LossTrackingConnection | undefined
  try {
    await using link = await open(timeoutMs)
    const there = (connection = new LossTrackingConnection(link))
    const locate = async (): Promise<Location> => inTime(timeoutMs, options.signal, service.locate(there, where))
    const known = remembering(service, await locate())
    const diagnosis = await diagnose(
      {...subject, connection: there, service: known, where: () => where},
      {...options, onFixed},
    )
    const isWhole = summarize(diagnosis).errored === 0
    if (there.loss && !(options.fix && isWhole)) throw there.loss
    // Many checks that could not tell are one cause, where the machine is silent now.
    if (!isWhole) await locate()
    return diagnosis
  } catch (error) {
    if (options.signal.aborted || !isGtError(error) || ofCommandLine.has(error.code)) throw error
    // Whatever failed, failed on that account.
    return unreachedMachine(machineReached, machine.name, connection?.loss ?? error, fixed)
  }
}

/** What is wrong with the words of the command, and not with one machine. */
const ofCommandLine: ReadonlySet<string> = new Set(['GT_RIG_NOT_FOUND', 'GT_CHECK_NOT_FOUND'])

/** @throws what the answer throws; TimeoutError; AbortedError */
async function inTime<T>(timeoutMs: number, signal: AbortSignal, answer: Promise<T>): Promise<T> {
  const interruptible = orAborted(answer, signal, () => new AbortedError('the doctor'))
  return within(timeoutMs + graceMs, interruptible, () => {
    const hint = 'see how it is with gt machine status, or give it longer with --timeout'
    throw new TimeoutError('its answer', timeoutMs, {hint})
  })
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
