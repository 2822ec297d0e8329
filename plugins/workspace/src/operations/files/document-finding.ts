import {relative} from 'node:path'
import {fail, pass, warn, type Connection, type Finding, type GtError, type Workspace} from '@gt-town/contract'
import {jsonFlaws, maxJsonBytes as maxBytes, parseJson, printProblem, type Validator} from '@gt-town/json-file'

export interface ExpectedDocument<T> {
  readonly path: string
  readonly validate: Validator<T>
  /** how the report calls it, such as `Boss state` */
  readonly name: string
}

/**
 * Whether a JSON file of gt's is there and valid: `<name> missing: …` or `<name> invalid: …` with the place of the mistake.
 * What is odd about one that can be read all the same is a warning.
 */
export async function documentFinding<T>(
  connection: Connection,
  town: Workspace,
  {path, validate, name}: ExpectedDocument<T>,
): Promise<Finding> {
  const file = relative(town.root, path)
  const [found] = await connection.inspect([{op: 'read', path, maxBytes}])
  if (!found.ok) {
    if (found.error.code === 'GT_NOT_FOUND') return fail(`${name} missing: ${file}`, {path})
    return fail(`${name} invalid: ${file} ${reasonOf(found.error)}`, {path})
  }
  const parsed = await parseJson(found.value, validate)
  if (parsed.ok) {
    const flaws = await jsonFlaws(found.value)
    return flaws.length === 0 ? pass() : warn(`${name} ${flaws.join(' and ')}: ${file}`, {path})
  }
  const message = `${name} invalid: ${file}, ${printProblem(parsed.problem)}`
  if (!parsed.problem.isLater) return fail(message, {path})
  return fail(message, {path, fixable: false, hint: 'a later gt wrote this file: update gt'})
}

function reasonOf({code, message}: GtError): string {
  if (code === 'GT_PERMISSION_DENIED') return 'may not be read'
  if (code === 'GT_NOT_A_FILE') return 'is not a file'
  if (code === 'GT_TOO_LARGE') return 'is larger than 4 MiB'
  return `cannot be read (${message})`
}
