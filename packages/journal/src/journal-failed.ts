import {GtError, messageOf} from '@gt-town/contract'

/** @throws GtError `GT_JOURNAL_FAILED` for whatever goes wrong in `work`: what cannot be undone is not done */
export async function orJournalFailed<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw new GtError(
      'GT_JOURNAL_FAILED',
      `no journal can be kept to undo this, so it is not done: ${messageOf(error)}`,
      {hint: 'fix what is named here, then run gt doctor --fix again', cause: error},
    )
  }
}
