import {createHash} from 'node:crypto'
import type {Log, Notification, ReportingDescriptor, Result} from 'sarif'
import {summarize, type Diagnosis, type Line} from '../domain/report/diagnosis.js'
import {exitCodeOf} from '../domain/report/exit-code.js'
import type {RegisteredCheck} from '../domain/checks/registered-check.js'
import {severityOf} from '../domain/report/severity.js'
import {untrustedLine, untrustedText} from './untrusted-text.js'
import {locationsOf, townBases} from './sarif-location.js'
import {lineText, lineTitle} from './line-text.js'

export interface SarifOptions {
  /** warnings count as failures */
  readonly strict: boolean
  /** of gt */
  readonly version: string
}

/**
 * The report as SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html). Results are only what is wrong or
 * odd: code scanning makes an alert of each, and closes the one that is not there any more.
 */
export function toSarif(diagnosis: Diagnosis, options: SarifOptions): Log {
  const {sections} = diagnosis
  const bases = townBases(diagnosis)
  const lines = sections.flatMap(({members}) => members)
  const checks = [...new Map(lines.map(({target}) => [target.check.id, target])).values()]
  const indexes = new Map(checks.map(({check}, index) => [check.id, index]))
  const indexOf = ({target}: Line): number => indexes.get(target.check.id) ?? -1
  const severity = ({result}: Line) => severityOf(result, options)
  const fingerprint = fingerprints()
  return {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {name: 'gt', version: options.version, rules: checks.map(ruleOf)},
        },
        ...(Object.keys(bases).length > 0 && {originalUriBaseIds: bases}),
        invocations: [
          {
            executionSuccessful: summarize(diagnosis).errored === 0,
            exitCode: exitCodeOf(diagnosis, options),
            toolExecutionNotifications: lines
              .filter((line) => severity(line) === 'error')
              .map((line) => notificationOf(line, indexOf(line), diagnosis)),
          },
        ],
        results: lines
          .filter((line) => severity(line) === 'failure' || severity(line) === 'warning')
          .map((line): Result => {
            return {
              ruleId: line.target.check.id,
              ruleIndex: indexOf(line),
              kind: 'fail',
              level: severity(line) === 'failure' ? 'error' : 'warning',
              message: {text: messageText(lineText(line))},
              locations: locationsOf(line, diagnosis),
              partialFingerprints: fingerprint(line),
              properties: {
                subject: lineTitle(line),
                status: line.result.status,
                fixable: line.result.fixable,
                ...(line.target.machine !== undefined && {machine: line.target.machine}),
              },
            }
          }),
        properties: {summary: summarize(diagnosis)},
      },
    ],
  }
}

function ruleOf({check, plugin, version}: RegisteredCheck): ReportingDescriptor {
  const description = untrustedText(check.description ?? check.title)
  return {
    id: check.id,
    name: check.id.replaceAll(/(?:^|[/-]+)([a-z0-9]?)/g, (_match, letter: string) => letter.toUpperCase()),
    shortDescription: {text: untrustedLine(check.title)},
    fullDescription: {text: description},
    help: {text: check.remedy === undefined ? description : untrustedText(check.remedy)},
    ...(isPage(check.docsUrl) && {helpUri: check.docsUrl}),
    defaultConfiguration: {level: 'error'},
    properties: {
      tags: [untrustedLine(check.category)],
      plugin: untrustedLine(plugin),
      plugin_version: untrustedLine(version),
    },
  }
}

/** A check that could not tell is a failure of the tool, not of what it looked at. */
function notificationOf(line: Line, index: number, diagnosis: Diagnosis): Notification {
  return {
    associatedRule: {id: line.target.check.id, index},
    level: 'error',
    message: {text: messageText(`${lineTitle(line)}: ${lineText(line)}`)},
    locations: locationsOf(line, diagnosis),
  }
}

/** The same for one finding from run to run, whatever its message says; code scanning goes by the second key. */
function fingerprints(): (line: Line) => Record<string, string> {
  const seen = new Map<string, number>()
  return ({target, result}) => {
    const name = [
      target.check.id,
      target.rig?.name ?? '',
      result.key,
      ...(target.machine ? [target.machine] : []),
    ].join('\0')
    const nth = (seen.get(name) ?? 0) + 1
    seen.set(name, nth)
    const hash = createHash('sha256').update(name).digest('hex').slice(0, 32)
    return {'gtFinding/v1': `${hash}:${nth}`, primaryLocationLineHash: `${hash}:${nth}`}
  }
}

/** In a SARIF message `[text](target)` is a link and `{0}` a placeholder (3.11.5, 3.11.6). Words of others are neither. */
function messageText(text: string): string {
  return text.replaceAll(/\[(?=[^[\]]*\]\()/g, '\\[').replaceAll(/\{(\d+)\}/g, '{{$1}}')
}

/** Anyone's docsUrl; a document with one that is no URI would not be taken. */
function isPage(uri: string | undefined): boolean {
  return uri !== undefined && /^https?:\/\/[\x21-\x7e]+$/.test(uri) && URL.canParse(uri)
}
