import {themeOf, type Theme, type Output} from '@gt-town/command'
import {printable} from '@gt-town/text'
import type {Format} from '../domain/options/format.js'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import {renderText} from '../render/text.js'

export interface ReportOptions {
  readonly format: Format
  readonly theme: Theme
  readonly verbose: boolean
  readonly quiet: boolean
  readonly strict: boolean
  readonly fix: boolean
  readonly dryRun: boolean
  /** of gt */
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The report in the format that was asked for; without a line feed at its end. */
export async function formatReport(diagnosis: Diagnosis, options: ReportOptions): Promise<string> {
  const {format, strict, version, env} = options
  if (format === 'text') return renderText(diagnosis, {...options, home: env['HOME']})
  // Loaded only where it is asked for: a library writes the XML.
  const {renderDocument} = await import('../render/document.js')
  return renderDocument(format, diagnosis, {strict, version, checkout: env['GITHUB_WORKSPACE']})
}

/**
 * The same into the file that was named.
 * @returns what is left to print: nothing where a file took it, the report where it could not
 */
export async function writeReport(
  {file, write}: Output,
  diagnosis: Diagnosis,
  options: ReportOptions,
): Promise<{print: string; isWritten: boolean}> {
  const theme = file === undefined ? options.theme : themeOf({}, options.env)
  const text = await formatReport(diagnosis, {...options, theme})
  if (!(await write(text))) return {print: text, isWritten: false}
  // With JSON a program reads, and nobody else is told.
  if (!options.quiet && options.format !== 'json') process.stderr.write(`Wrote ${printable(file ?? '')}\n`)
  return {print: '', isWritten: true}
}
