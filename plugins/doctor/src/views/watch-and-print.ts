import {UsageError, type Connection} from '@gt-town/contract'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import {toReport} from '../domain/report/report.js'
import {renderChange, renderWatching} from '../render/watch.js'
import {watch} from '../use-cases/watch.js'
import {tell, type TellOptions} from './write-report.js'

export interface Watching {
  readonly connection: Connection
  readonly look: (connection: Connection) => Promise<Diagnosis>
  readonly signal: AbortSignal
  /** told every result, once it has been shown */
  readonly onResult: (diagnosis: Diagnosis) => Promise<unknown>
}

/**
 * Looks again whenever something has changed, and prints each result: text with a line that says when, or with JSON one
 * document a line. Ends when the signal fires.
 * @throws UsageError for a format that is one document
 */
export async function watchAndTell(
  {connection, look, signal, onResult}: Watching,
  options: TellOptions,
  print: (text: string) => void,
): Promise<void> {
  const isJson = options.format === 'json'
  if (!isJson && options.format !== 'text') {
    throw new UsageError('GT_USAGE', `--watch and --format ${options.format} do not go together`, {
      hint: 'watch as text, or as JSON with one document a line',
    })
  }
  try {
    await watch(connection, look, signal, async ({diagnosis, watched, changed}) => {
      const text = isJson ? JSON.stringify(toReport(diagnosis)) : await tell(diagnosis, options)
      if (!isJson && changed.length > 0) print(renderChange(changed, diagnosis.workspace?.root, clock()))
      if (text !== '') print(text)
      if (!isJson) print(renderWatching(watched, clock()))
      await onResult(diagnosis)
    })
  } catch (error) {
    // Ctrl-C is how it ends; there is nothing to complain about.
    if (!signal.aborted) throw error
  }
}

function clock(): string {
  return new Date().toTimeString().slice(0, 8)
}
