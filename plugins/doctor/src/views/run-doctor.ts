import {progressMode, type Theme, type Output} from '@gt-town/command'
import type {Connection, Machine, Workspace} from '@gt-town/contract'
import type {RunFacts} from '@gt-town/journal'
import {printable} from '@gt-town/text'
import type {DoctorRequest} from '../domain/options/doctor-request.js'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import {exitCodeOf} from '../domain/report/exit-code.js'
import {hereOf} from '../domain/report/join-diagnoses.js'
import {toReport, type Report} from '../domain/report/report.js'
import {diagnoseMachines} from '../use-cases/diagnose-machines.js'
import type {diagnose, DiagnoseOptions, DiagnosisSubject} from '../use-cases/diagnose.js'
import {isWholeTown, saveResult} from '../use-cases/save-result.js'
import {selectMachines, type MachineSelection} from '../use-cases/select-machines.js'
import {diagnoseWithProgress} from './diagnose-with-progress.js'
import {watchAndPrint} from './watch-and-print.js'
import {writeReport, type ReportOptions} from './write-report.js'

/** What a command has around it. */
export interface DoctorSurroundings {
  readonly signal: AbortSignal
  readonly facts: RunFacts
  readonly theme: Theme
  readonly output: Output
  readonly env: Readonly<Record<string, string | undefined>>
  readonly machinesOf: (workspace: Workspace) => Promise<readonly Machine[]>
  readonly connectTo: (machine: Machine, hub: Workspace, connectTimeoutMs: number) => Promise<Connection>
  /** what third-party plugins printed so far: their makers look for it */
  readonly printedByPlugins: () => readonly string[]
  readonly print: (text: string) => void
  readonly printError: (text: string) => void
}

/**
 * Diagnoses as requested, writes the report, sets the exit code and notes the result.
 * @returns the report for `--json`; undefined where it is written already
 */
export async function runDoctor(
  request: DoctorRequest,
  subject: DiagnosisSubject,
  surroundings: DoctorSurroundings,
): Promise<Report | undefined> {
  const {signal, facts, output, machinesOf, print, printError} = surroundings
  const warn = (text: string): void => printError(`Warning: ${printable(text)}`)
  const {deadlineMs} = request
  const limits = deadlineMs === undefined ? {} : {until: performance.now() + deadlineMs, fixTimeoutMs: deadlineMs}
  const options: DiagnoseOptions = {...request, ...limits, fix: request.fix || request.dryRun, facts, signal, warn}
  const progress = {
    mode: request.quiet ? 'silent' : progressMode({json: request.format === 'json'}),
    waitMs: request.waitMs,
    strict: request.strict,
  } as const
  const reporting: ReportOptions = {...request, ...surroundings, version: facts.gt}
  const save = async (diagnosis: Diagnosis, makeFolder: boolean): Promise<void> => {
    const problem = await saveWholeTown(subject.connection, diagnosis, request, makeFolder)
    if (problem !== undefined && request.verbose)
      printError(`This result could not be noted for gt status: ${printable(problem)}`)
  }
  if (request.watch) {
    const diagnoseOver = async (connection: Connection): Promise<Diagnosis> =>
      diagnoseWithProgress({...subject, connection}, options, progress)
    const onDiagnosis = async (diagnosis: Diagnosis): Promise<void> => save(diagnosis, false)
    await watchAndPrint({connection: subject.connection, diagnoseOver, signal, onDiagnosis}, reporting, show)
    process.exitCode = 130
    return undefined
  }
  const selection = await selectMachines(subject, {
    ...options,
    names: request.machines,
    all: request.allMachines,
    list: machinesOf,
  })
  const diagnosis = await diagnoseWithProgress(subject, options, {
    ...progress,
    ...(selection && {diagnose: diagnoseOf(selection, surroundings)}),
  })
  process.exitCode = exitCodeOf(diagnosis, request)
  const {print: text, isWritten} = await writeReport(output, diagnosis, reporting)
  if (text !== '') print(text)
  if (request.verbose)
    for (const printed of surroundings.printedByPlugins()) printError(printable(printed, {lines: true}))
  if (selection?.here !== 'gt') await save(hereOf(diagnosis), true)
  return isWritten ? undefined : toReport(diagnosis)
}

function diagnoseOf(selection: MachineSelection, {connectTo}: DoctorSurroundings): typeof diagnose {
  const {workspace} = selection.hub
  return async (subject, options) =>
    diagnoseMachines(subject, selection, {
      ...options,
      connect: async (machine, connectTimeoutMs) => connectTo(machine, workspace, connectTimeoutMs),
    })
}

/** Notes a diagnosis of the whole town for `gt status`. @returns what hindered that, which changes nothing about it */
async function saveWholeTown(
  connection: Connection,
  diagnosis: Diagnosis,
  request: DoctorRequest,
  makeFolder: boolean,
): Promise<string | undefined> {
  if (request.dryRun || !isWholeTown(request)) return undefined
  return saveResult(connection, diagnosis, exitCodeOf(diagnosis, request), {makeFolder})
}

/** Also with JSON: of several documents each is a line, and oclif prints only one. */
function show(text: string): void {
  process.stdout.write(`${text}\n`)
}
