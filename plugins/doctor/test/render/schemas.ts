import Ajv4 from 'ajv-draft-04'
import formatsOf from 'ajv-formats'
import {Ajv2020} from 'ajv/dist/2020.js'
import {spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {fileURLToPath} from 'node:url'

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const read = (path: string): object => JSON.parse(readFileSync(here(path), 'utf8')) as object

const ajv = new Ajv2020({strict: true, allowUnionTypes: true, allErrors: true})
const reports = ajv.compile(read('../../schemas/doctor.json'))
const checks = ajv.compile(read('../../schemas/doctor-checks.json'))
const ajv4 = new Ajv4.default({strict: false, allErrors: true, unicodeRegExp: false})
formatsOf.default(ajv4)
const sarifs = ajv4.compile(read('../fixtures/sarif-schema-2.1.0.json'))

/** What is wrong with it by the schema that gt publishes; nothing when all is well. */
export function problemsOfReport(document: unknown): unknown {
  return reports(document) ? [] : reports.errors
}

export function problemsOfChecks(document: unknown): unknown {
  return checks(document) ? [] : checks.errors
}

/** What is wrong with it by the schema of SARIF 2.1.0. */
export function problemsOfSarif(document: unknown): unknown {
  return sarifs(document) ? [] : sarifs.errors
}

/** What is wrong with it by Jenkins' junit-10.xsd, as xmllint says it. */
export function problemsOfJunit(xml: string): string {
  const {status, stderr, error} = spawnSync('xmllint', ['--noout', '--schema', here('../fixtures/junit-10.xsd'), '-'], {
    input: xml,
    encoding: 'utf8',
  })
  if (error) throw error
  return status === 0 ? '' : stderr
}
