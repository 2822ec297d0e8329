import {relative} from 'node:path'
import {fail, pass, type Connection, type Finding, type GtError, type Workspace} from '@gt-town/contract'
import {parseJson, printProblem, type Validator} from '@gt-town/json-file'
import {parseLoosely} from '../domain/parse-loosely.js'

export interface DocumentLook<T> {
  readonly path: string
  readonly validate: Validator<T>
  /** how the report calls it, such as `Boss state` */
  readonly name: string
}

/** Whether a JSON file of gt's is there and valid: `<name> missing: …` or `<name> invalid: …` with the place of the mistake. */
export async function documentFinding<T>(
  connection: Connection,
  town: Workspace,
  {path, validate, name}: DocumentLook<T>,
): Promise<Finding> {
  const file = relative(town.root, path)
  const [found] = await connection.inspect([{op: 'read', path}])
  if (!found.ok) {
    if (found.error.code === 'GT_NOT_FOUND') return fail(`${name} missing: ${file}`, {path})
    return fail(`${name} invalid: ${file} ${reasonOf(found.error)}`, {path})
  }
  const parsed = await parseJson(found.value, validate)
  if (parsed.ok) return pass()
  const message = `${name} invalid: ${file}, ${printProblem(parsed.problem)}`
  if (!isFromLaterGt(found.value)) return fail(message, {path})
  return fail(message, {path, fixable: false, hint: 'a later gt wrote this file: update gt'})
}

function reasonOf({code, message}: GtError): string {
  if (code === 'GT_PERMISSION_DENIED') return 'may not be read'
  if (code === 'GT_NOT_A_FILE') return 'is not a file'
  if (code === 'GT_TOO_LARGE') return 'is far too large'
  return `cannot be read (${message})`
}

/** Such a file is not broken, and rebuilding it would take what this gt does not know. */
function isFromLaterGt(bytes: Uint8Array): boolean {
  const document = parseLoosely(bytes)
  const version =
    typeof document === 'object' && document !== null && 'version' in document ? document.version : undefined
  return typeof version === 'number' && Number.isInteger(version) && version > 1
}
