import {themeOf, type Theme, type Output} from '@gt-town/command'
import {printable} from '@gt-town/text'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import type {Format} from '../domain/options/format.js'
import {renderText} from '../render/text.js'

export interface TellOptions {
  readonly format: Format
  readonly look: Theme
  readonly verbose: boolean
  readonly quiet: boolean
  readonly strict: boolean
  readonly fix: boolean
  readonly 'dry-run': boolean
  /** of gt */
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** The result in the format that was asked for; without a line feed at its end. */
export async function tell(diagnosis: Diagnosis, options: TellOptions): Promise<string> {
  const {format, look, strict, version, env} = options
  if (format === 'text') return renderText(diagnosis, {...options, dryRun: options['dry-run'], look, home: env['HOME']})
  // Loaded only where it is asked for: a library writes the XML.
  const {renderDocument} = await import('../render/document.js')
  return renderDocument(format, diagnosis, {strict, version, checkout: env['GITHUB_WORKSPACE']})
}

/**
 * The same into the file that was named.
 * @returns what is left to print: nothing where a file took it, the result where it could not
 */
export async function tellInto(
  {file, write}: Output,
  diagnosis: Diagnosis,
  options: TellOptions,
): Promise<{print: string; isKept: boolean}> {
  const look = file === undefined ? options.look : themeOf({}, options.env)
  const text = await tell(diagnosis, {...options, look})
  if (!(await write(text))) return {print: text, isKept: false}
  // With JSON a program reads, and nobody else is told.
  if (!options.quiet && options.format !== 'json') process.stderr.write(`Wrote ${printable(file ?? '')}\n`)
  return {print: '', isKept: true}
}
