import type {SavedReferences} from './saved-references.js'
import type {TrashEntry} from './trash-entry.js'

export interface ListedTrash {
  /** the newest first, each with its folder */
  readonly entries: readonly (TrashEntry & {readonly path: string})[]
  /** what earlier versions saved in clones, the newest first */
  readonly saved: readonly SavedReferences[]
}
