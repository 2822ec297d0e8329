import {jsonText} from '@gt-town/command'
import type {Diagnosis} from '../domain/report/diagnosis.js'
import type {Format} from '../domain/options/format.js'
import {toReport} from '../domain/report/report.js'
import {renderGithub, type GithubOptions} from './github.js'
import {renderJunit} from './junit.js'
import {toSarif, type SarifOptions} from './sarif.js'

/** The report in a format for programs; without a line feed at its end. */
export function renderDocument(
  format: Exclude<Format, 'text'>,
  diagnosis: Diagnosis,
  options: GithubOptions & SarifOptions,
): string {
  switch (format) {
    case 'json':
      return jsonText(toReport(diagnosis))
    case 'junit':
      return renderJunit(diagnosis, options)
    case 'sarif':
      return jsonText(toSarif(diagnosis, options))
    case 'github':
      return renderGithub(diagnosis, options)
  }
}
