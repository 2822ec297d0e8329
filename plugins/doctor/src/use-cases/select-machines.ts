import {
  isGtError,
  UsageError,
  type Connection,
  type DoctorCheck,
  type Machine,
  type Rig,
  type Workspace,
  type WorkspaceService,
} from '@gt-town/contract'
import {didYouMean} from '@gt-town/text'
import type {Coverage, MachineTarget} from '../domain/checks/environment.js'
import {machineReached} from '../operations/checks/self-checks.js'
import type {DiagnoseOptions, DiagnosisSubject} from './diagnose.js'
import {findTown} from './find-town.js'

/** What is diagnosed besides or instead of this machine. */
export interface MachineSelection {
  /** of this machine */
  readonly here: Coverage
  readonly machines: readonly {readonly machine: Machine; readonly coverage: Coverage}[]
  readonly hub: MachineTarget['hub']
}

export interface MachineQuery extends Pick<DiagnoseOptions, 'only' | 'deep'> {
  /** `local` is this machine */
  readonly names: readonly string[]
  readonly all: boolean
  readonly list: (workspace: Workspace) => Promise<readonly Machine[]>
}

/**
 * Which machines are diagnosed. Machines cost a connection each, so without being named they are only asked how they are, and
 * that only with `deep`, or where a check of machines is named.
 * @returns undefined: this one alone
 * @throws UsageError `GT_MACHINE_NOT_FOUND`; for named ones GtError `GT_TOWN_NOT_FOUND` and what `list` throws
 */
export async function selectMachines(
  subject: DiagnosisSubject,
  query: MachineQuery,
): Promise<MachineSelection | undefined> {
  const {names, all, deep, only} = query
  const isNamed = names.length > 0
  if (!isNamed && !all && !deep && !namesMachineCheck(only, subject)) return undefined
  const {connection, service} = subject
  try {
    const workspace = await findTown(connection, service, subject.where())
    const known = await query.list(workspace)
    const chosen = isNamed ? namedOf(known, names) : known
    const isWhole = isNamed || all
    const machines = chosen.map((machine) => {
      // Without a path there is no town to check.
      const coverage = isWhole && machine.workspace !== undefined ? 'all' : 'machine'
      return {machine, coverage} as const
    })
    const here = isNamed && !names.includes('local') ? 'gt' : 'all'
    return {here, machines, hub: {workspace, rigs: await rigsOf(connection, service, workspace)}}
  } catch (error) {
    // No town, or a registry that is broken, is for the checks of this machine to report.
    if (isNamed || !isGtError(error)) throw error
    return undefined
  }
}

function namedOf(known: readonly Machine[], names: readonly string[]): Machine[] {
  const others = [...new Set(names)].filter((name) => name !== 'local').sort()
  return others.map((name) => machineNamed(known, name))
}

/** @throws UsageError `GT_MACHINE_NOT_FOUND` */
function machineNamed(known: readonly Machine[], name: string): Machine {
  const machine = known.find((one) => one.name === name)
  if (machine) return machine
  const all = ['local', ...known.map((one) => one.name)]
  throw new UsageError('GT_MACHINE_NOT_FOUND', `there is no machine ${JSON.stringify(name.slice(0, 80))}`, {
    hint: didYouMean(name, all, 'machine'),
  })
}

function namesMachineCheck(only: readonly string[], {answers}: DiagnosisSubject): boolean {
  if (only.includes(machineReached.check.id)) return true
  const checks = answers.answers.flatMap(({value}) => (Array.isArray(value) ? value : []) as Partial<DoctorCheck>[])
  return checks.some(({id, scope}) => scope === 'machine' && id !== undefined && only.includes(id))
}

/** Those that cannot be listed are for the checks to report. */
async function rigsOf(connection: Connection, service: WorkspaceService, town: Workspace): Promise<readonly Rig[]> {
  try {
    return await service.rigs(connection, town)
  } catch (error) {
    if (isGtError(error)) return []
    throw error
  }
}
