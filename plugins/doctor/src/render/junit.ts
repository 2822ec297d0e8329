import XMLBuilder from 'fast-xml-builder'
import {townOn, type Diagnosis, type Line} from '../domain/report/diagnosis.js'
import type {Section} from '../domain/report/sections.js'
import {severityOf} from '../domain/report/severity.js'
import {untrustedLine} from './untrusted-text.js'
import {lineMessage, lineText, lineTitle} from './line-text.js'

export interface JunitOptions {
  /** warnings count as failures */
  readonly strict: boolean
}

/** Attributes of an element are the keys that start with `@`, its text is `#text`. */
type Element = Readonly<Record<string, unknown>>

/** JUnit has no warning: one is a test that passes and says so in its output, or a failure with `strict`. */
type Kind = 'failure' | 'error' | 'skipped' | 'system-out' | undefined

/** The report in the XML of JUnit as Jenkins' junit-10.xsd has it, without a line feed at its end. */
export function renderJunit(diagnosis: Diagnosis, options: JunitOptions): string {
  const suites = diagnosis.sections.map((section) => suiteOf(section, diagnosis, options))
  const sum = (count: keyof Counts) => suites.reduce((total, {counts}) => total + counts[count], 0)
  const builder = new XMLBuilder({
    attributeNamePrefix: '@',
    ignoreAttributes: false,
    // Otherwise an attribute whose value is "true" would lose it.
    suppressBooleanAttributes: false,
    suppressEmptyNode: true,
    format: true,
  })
  return builder
    .build({
      '?xml': {'@version': '1.0', '@encoding': 'UTF-8'},
      testsuites: {
        '@name': 'gt doctor',
        '@tests': sum('tests'),
        '@failures': sum('failures'),
        '@errors': sum('errors'),
        '@time': seconds(sum('ms')),
        testsuite: suites.map(({element}) => element),
      },
    })
    .trimEnd()
}

interface Counts {
  tests: number
  failures: number
  errors: number
  skipped: number
  ms: number
}

function suiteOf(
  {kind, name, machine, members}: Section<Line>,
  diagnosis: Diagnosis,
  options: JunitOptions,
): {counts: Counts; element: Element} {
  const counts: Counts = {tests: members.length, failures: 0, errors: 0, skipped: 0, ms: 0}
  const seen = new Map<string, number>()
  const cases = members.map((line, index) => {
    const kind = kindOf(line, options)
    if (kind === 'failure') counts.failures++
    if (kind === 'error') counts.errors++
    if (kind === 'skipped') counts.skipped++
    // Several lines of one run share its time.
    const ms = members[index - 1]?.run === line.run ? 0 : line.run.durationMs
    counts.ms += ms
    const subject = lineTitle(line)
    const name = `${line.target.check.id}\0${subject}`
    const nth = (seen.get(name) ?? 0) + 1
    seen.set(name, nth)
    return {
      '@classname': line.target.check.id,
      '@name': nth === 1 ? subject : `${subject} #${nth}`,
      '@time': seconds(ms),
      ...(kind && {[kind]: outcomeOf(line, kind)}),
    }
  })
  const element = {
    '@name': untrustedLine(
      `${machine === undefined ? '' : `Machine: ${machine}, `}${kind === 'rig' ? 'Rig: ' : ''}${name}`,
    ),
    '@tests': counts.tests,
    '@failures': counts.failures,
    '@errors': counts.errors,
    '@skipped': counts.skipped,
    '@time': seconds(counts.ms),
    properties: {
      property: [
        {'@name': 'workspace', '@value': untrustedLine(townOn(diagnosis, machine)?.root ?? 'none')},
        ...(machine === undefined ? [] : [{'@name': 'machine', '@value': untrustedLine(machine)}]),
      ],
    },
    testcase: cases,
  }
  return {counts, element}
}

function kindOf({result}: Line, options: JunitOptions): Kind {
  switch (severityOf(result, options)) {
    case 'failure':
      return 'failure'
    case 'error':
      return 'error'
    case 'skipped':
      return 'skipped'
    case 'warning':
      return 'system-out'
    case 'ok':
      return result.status === 'fixed' ? 'system-out' : undefined
  }
}

function outcomeOf(line: Line, kind: NonNullable<Kind>): Element | string {
  const {status, ignored} = line.result
  switch (kind) {
    case 'failure':
      return {'@type': line.target.check.id, '@message': lineMessage(line), '#text': lineText(line)}
    case 'error':
      return {'@type': status, '@message': lineMessage(line), '#text': lineText(line)}
    case 'skipped':
      return {
        '@message': ignored ? untrustedLine(`ignored: ${ignored.reason}: ${lineMessage(line)}`) : lineMessage(line),
      }
    case 'system-out':
      return `${status === 'fixed' ? 'fixed' : 'warning'}: ${lineText(line)}`
  }
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3)
}
