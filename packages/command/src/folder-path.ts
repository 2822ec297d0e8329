import {join, resolve} from 'node:path'
import {UsageError} from '@gt-town/contract'

/**
 * A folder as people type it, made absolute: `~` and `~/x` are in the home folder, anything relative starts at the
 * current one, which is asked for only then since it may be gone.
 * @throws UsageError for an empty text, for `~` without a home, and for `~name`, which only a shell can resolve
 */
export function folderPath(text: string, from: {home: string; current: () => string}): string {
  if (text === '') throw new UsageError('GT_USAGE', 'the folder is empty', {hint: 'name a folder, such as ~/ai or .'})
  if (text === '~' || text.startsWith('~/')) {
    if (from.home.startsWith('/')) return resolve(join(from.home, text.slice(1)))
    throw new UsageError('GT_HOME_UNKNOWN', `${text} cannot be resolved: HOME is ${JSON.stringify(from.home)}`, {
      hint: 'set HOME to the absolute path of your home folder, or write the absolute path',
    })
  }
  if (text.startsWith('~')) {
    throw new UsageError('GT_USAGE', `${text}: there is no such user, so no home folder`, {
      hint: `write the absolute path, or ./${text} for a folder of that name`,
    })
  }
  return text.startsWith('/') ? resolve(text) : resolve(from.current(), text)
}
