import {UsageError} from '@gt-town/contract'

export interface PackageFacts {
  readonly name: string
  readonly version: string
}

/**
 * Name and version of a package.json that is one of a plugin.
 * @param place what to call it
 * @throws UsageError `GT_PLUGIN_INVALID`
 */
export function packageFacts(text: string, place: string): PackageFacts {
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw invalid(`the package.json of ${place} is not JSON`, 'make it valid JSON')
  }
  const {name, version, oclif} = (typeof document === 'object' ? (document ?? {}) : {}) as Record<string, unknown>
  if (typeof name !== 'string' || name === '') throw invalid(`the package.json of ${place} has no name`, 'give it one')
  if (typeof version !== 'string') throw invalid(`the package.json of ${place} has no version`, 'give it one')
  if (typeof oclif === 'object' && oclif !== null) return {name, version}
  throw invalid(
    `${name} is a package, but not a plugin: its package.json has no "oclif"`,
    'see gt plugins install --help',
  )
}

function invalid(message: string, hint: string): UsageError {
  return new UsageError('GT_PLUGIN_INVALID', message, {hint})
}
