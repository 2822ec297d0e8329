import {confined} from '@gt-town/connection'
import {isGtError, messageOf, type Connection} from '@gt-town/contract'
import {summarize, type Diagnosis} from '../domain/report/diagnosis.js'
import {doctorFolder, lastResultFile} from '@gt-town/town-layout'
import {isWorthSaving, parseLastResult, type LastResult} from '../domain/report/last-result.js'
import type {DiagnoseOptions} from './diagnose.js'

/** Whether a diagnosis says something about the whole town, not only about a part that was chosen. */
export function isWholeTown({rig, only, skip}: Pick<DiagnoseOptions, 'rig' | 'only' | 'skip'>): boolean {
  return rig === undefined && only.length === 0 && skip.length === 0
}

/**
 * Notes in the town how a diagnosis of all of it ended, for `gt status`.
 * @param options.makeFolder false: only where a result was noted before, so that nothing changes that a check can see
 * @returns why that could not be done, which changes nothing about the diagnosis
 */
export async function saveResult(
  connection: Connection,
  diagnosis: Diagnosis,
  exitCode: number,
  {makeFolder = true, now = new Date()}: {makeFolder?: boolean; now?: Date} = {},
): Promise<string | undefined> {
  const {workspace} = diagnosis
  if (!workspace) return undefined
  const result: LastResult = {
    version: 1,
    at: now.toISOString(),
    exit_code: exitCode,
    summary: summarize(diagnosis),
  }
  const inside = confined(connection, workspace.root)
  const file = lastResultFile(workspace)
  try {
    const before = await textOf(inside, file)
    if (before !== undefined && !isWorthSaving(result, parseLastResult(before))) return undefined
    if (before === undefined && !makeFolder) return undefined
    if (before === undefined) await inside.mkdirAll(doctorFolder(workspace))
    await inside.writeFile(file, `${JSON.stringify(result, null, 2)}\n`)
    return undefined
  } catch (error) {
    return messageOf(error)
  }
}

/** The last noted result of a town; undefined where there is none or what is there is none. */
export async function readLastResult(
  connection: Connection,
  workspace: NonNullable<Diagnosis['workspace']>,
): Promise<LastResult | undefined> {
  const text = await textOf(confined(connection, workspace.root), lastResultFile(workspace))
  return text === undefined ? undefined : parseLastResult(text)
}

async function textOf(connection: Connection, file: string): Promise<string | undefined> {
  try {
    return (await connection.readFile(file, {maxBytes: 64 * 1024})).toString()
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return undefined
    throw error
  }
}
