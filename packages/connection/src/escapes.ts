import {dirname} from 'node:path'
import {
  isGtError,
  PathEscapeError,
  type Connection,
  type GtError,
  type ReadRequest,
  type Outcome,
  type Outcomes,
} from '@gt-town/contract'
import {absolutePath} from './absolute-path.js'

/** A path as it will be used: with a link at its end followed, or not. */
export interface UsedPath {
  readonly path: string
  readonly follow: boolean
}

/**
 * Which of these paths lead outside `root`, by name or by the links on the way? What does not exist lies where its
 * nearest existing folder does. One round trip, in which `requests` are answered too.
 * @returns for each path the error to give, or undefined when it lies within
 */
export async function escapes<const Requests extends readonly ReadRequest[]>(
  connection: Connection,
  root: string,
  paths: readonly UsedPath[],
  requests: Requests,
): Promise<[(GtError | undefined)[], Outcomes<Requests>]> {
  const chains = paths.map((path) => chainOf(path, root))
  const asked = [...new Set([root, ...chains.flatMap((chain) => (Array.isArray(chain) ? chain : []))])]
  const answers = await connection.inspect([
    ...requests,
    ...asked.map((path): ReadRequest => ({op: 'realpath', path})),
  ] as readonly ReadRequest[])
  const real = new Map(asked.map((path, index) => [path, answers[requests.length + index] as Outcome<string>]))
  const errors = chains.map((chain) => (Array.isArray(chain) ? escapeOf(chain, root, real) : chain))
  return [errors, answers.slice(0, requests.length) as Outcomes<Requests>]
}

export function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root === '/' ? '/' : `${root}/`)
}

/** The path whose real location counts and the folders above it, down to the root; or why it is refused by its name. */
function chainOf({path, follow}: UsedPath, root: string): string[] | GtError {
  try {
    const wanted = absolutePath(path)
    if (!isWithin(wanted, root)) return new PathEscapeError(path, root, {hint: `stay within ${root}`})
    const chain: string[] = []
    for (let at = follow || wanted === root ? wanted : dirname(wanted); ; at = dirname(at)) {
      chain.push(at)
      if (at === root) return chain
    }
  } catch (error) {
    if (isGtError(error)) return error
    throw error
  }
}

function escapeOf(
  chain: readonly string[],
  root: string,
  real: ReadonlyMap<string, Outcome<string>>,
): GtError | undefined {
  const realRoot = real.get(root)
  // Where there is no root yet, nothing in it can lead out.
  if (!realRoot || isMissing(realRoot)) return undefined
  if (!realRoot.ok) return realRoot.error
  for (const path of chain) {
    const found = real.get(path)
    if (!found || isMissing(found)) continue
    if (!found.ok) return found.error
    return isWithin(found.value, realRoot.value) ? undefined : new PathEscapeError(chain[0] ?? path, root)
  }
  return undefined
}

function isMissing(outcome: Outcome<string>): boolean {
  return !outcome.ok && isGtError(outcome.error, 'GT_NOT_FOUND')
}
