import {didYouMean} from '@gt-town/text'
import {UsageError} from '@gt-town/contract'
import type {RegisteredCheck} from './registered-check.js'

/**
 * The checks a word of `--only` or `--skip` means: an id, a category, or a pattern with `*` and `?` over either.
 * @throws UsageError `GT_CHECK_NOT_FOUND` when there is none
 */
export function matchingChecks(word: string, checks: readonly RegisteredCheck[]): RegisteredCheck[] {
  const pattern = selectorPattern(word)
  const matching = checks.filter(({check}) => pattern.test(check.id) || pattern.test(check.category))
  if (matching.length > 0) return matching
  const known = new Set(checks.flatMap(({check}) => [check.id, check.category]))
  throw new UsageError('GT_CHECK_NOT_FOUND', `${JSON.stringify(word)} matches no check and no category`, {
    hint: didYouMean(word, [...known], 'check'),
  })
}

/** What a word fits, whatever the case of its letters. */
export function selectorPattern(word: string): RegExp {
  const source = word
    .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  return new RegExp(`^${source}$`, 'i')
}
