import {UsageError, type Connection} from '@gt-town/contract'
import {printable} from '@gt-town/text'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import {toReport} from '../domain/report/report.js'
import {watch} from '../use-cases/watch.js'
import {formatReport, type ReportOptions} from './write-report.js'

export interface Watching {
  readonly connection: Connection
  readonly diagnoseOver: (connection: Connection) => Promise<Diagnosis>
  readonly signal: AbortSignal
  /** told every diagnosis, once it has been printed */
  readonly onDiagnosis: (diagnosis: Diagnosis) => Promise<unknown>
}

/**
 * Diagnoses again whenever something has changed, and prints each report: text with a line that says when, or with JSON one
 * document a line. Ends when the signal fires.
 * @throws UsageError for a format that is one document
 */
export async function watchAndPrint(
  {connection, diagnoseOver, signal, onDiagnosis}: Watching,
  options: ReportOptions,
  print: (text: string) => void,
): Promise<void> {
  const isJson = options.format === 'json'
  if (!isJson && options.format !== 'text') {
    throw new UsageError('GT_USAGE', `--watch and --format ${options.format} do not go together`, {
      hint: 'watch as text, or as JSON with one document a line',
    })
  }
  try {
    await watch(connection, diagnoseOver, signal, async ({diagnosis, watched, changed}) => {
      const text = isJson ? JSON.stringify(toReport(diagnosis)) : await formatReport(diagnosis, options)
      if (!isJson && changed.length > 0) print(changeLine(changed, diagnosis.workspace?.root, clock()))
      if (text !== '') print(text)
      if (!isJson) print(watchingLine(watched, clock()))
      await onDiagnosis(diagnosis)
    })
  } catch (error) {
    // Ctrl-C is how it ends; there is nothing to complain about.
    if (!signal.aborted) throw error
  }
}

const namedPaths = 3

/** Stands between two reports, as `tsc --watch` has it. @param time such as `17:05:09` */
function changeLine(changed: readonly string[], root: string | undefined, time: string): string {
  const inside = root === undefined ? '' : `${root}/`
  const names = changed
    .slice(0, namedPaths)
    .map((path) => (inside !== '' && path.startsWith(inside) ? path.slice(inside.length) : path))
  const more = changed.length > namedPaths ? ` and ${changed.length - namedPaths} more` : ''
  return `\n[${time}] Changed: ${printable(names.join(', '))}${more}\n`
}

function watchingLine(watched: number, time: string): string {
  return `\n[${time}] Watching ${watched} ${watched === 1 ? 'path' : 'paths'}, Ctrl-C ends it`
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8)
}
