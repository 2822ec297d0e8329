import {basename, join} from 'node:path'
import {AbortedError, GtError, isGtError, UsageError, type Connection} from '@gt-town/contract'
import {newPackage, type NewPackage} from '../domain/scaffold/new-package.js'
import type {Libraries} from '../domain/scaffold/package-json.js'
import {nearestPackageName, packageNameProblem} from '../domain/scaffold/package-name.js'
import {createAllOrNothing} from '../operations/scaffold/create-all-or-nothing.js'

export interface ScaffoldRequest {
  /** absolute; not there, or an empty folder */
  readonly path: string
  /** of the package; default: made from the name of the folder */
  readonly name?: string | undefined
  /** absolute paths of the packages that its tests need */
  readonly libraries: Libraries
  readonly signal: AbortSignal
}

/**
 * Makes a package of checks; all of it or nothing.
 * @throws UsageError `GT_PACKAGE_NAME_INVALID`; GtError `GT_PATH_TAKEN`, `GT_CONTRACT_MISSING`; AbortedError
 */
export async function scaffold(connection: Connection, request: ScaffoldRequest): Promise<NewPackage> {
  const {path, libraries, signal} = request
  const made = newPackage({name: chooseName(request), libraries})
  await requireRoom(connection, path)
  if (!(await connection.fileExists(join(libraries.testing, 'dist', 'index.js')))) {
    throw new GtError(
      'GT_CONTRACT_MISSING',
      `${libraries.testing} holds no compiled contract, which the tests would need`,
      {
        hint: 'in a checkout of gt: npm run build; elsewhere: install gt again',
      },
    )
  }
  await createAllOrNothing(connection, async (creator) => {
    for (const file of made.files) {
      if (signal.aborted) throw new AbortedError('gt doctor new')
      await creator.file(join(path, file.path), file.text)
    }
    for (const link of made.links) await creator.link(join(path, link.path), link.target)
  })
  return made
}

function chooseName({name, path}: ScaffoldRequest): string {
  const chosen = name ?? nearestPackageName(basename(path))
  if (chosen === undefined) {
    throw new UsageError('GT_PACKAGE_NAME_INVALID', `no package can be named after ${JSON.stringify(basename(path))}`, {
      hint: 'give it a name: --name gt-checks-NAME',
    })
  }
  const problem = packageNameProblem(chosen)
  if (problem === undefined) return chosen
  const near = nearestPackageName(chosen) ?? 'gt-checks-NAME'
  throw new UsageError(
    'GT_PACKAGE_NAME_INVALID',
    `${JSON.stringify(chosen.slice(0, 80))} cannot name a package: ${problem}`,
    {
      hint: `such as --name ${near}`,
    },
  )
}

async function requireRoom(connection: Connection, path: string): Promise<void> {
  const hint = 'name a folder that is not there yet, or an empty one'
  try {
    if ((await connection.listDir(path)).length === 0) return
  } catch (error) {
    if (isGtError(error, 'GT_NOT_FOUND')) return
    if (!isGtError(error, 'GT_NOT_A_DIRECTORY')) throw error
    throw new GtError('GT_PATH_TAKEN', `${path} is not a folder`, {hint, cause: error})
  }
  throw new GtError('GT_PATH_TAKEN', `${path} is not empty`, {hint})
}
