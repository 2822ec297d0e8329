import type {Connection} from './connection.js'
import type {Workspace} from './workspace.js'

/** What a plugin adds to `gt status`: a section of text, and the same as data for `--json`. */
export interface StatusSection {
  /** key of the section in the JSON document, snake_case */
  key: string
  /** heading in the text */
  title: string
  /** sections are shown by this number, smallest first */
  order: number
  /** rows of an aligned table; the first is the heading */
  rows: string[][]
  data: unknown
  /** the section in a few words, such as `2 busy, 9 idle`; one that has it shows its rows with `--all` only */
  summary?: string
  /** what somebody has to look at, the worst first */
  attention?: StatusAttention[]
}

/** One line of what `gt status` says that somebody has to look at. */
export interface StatusAttention {
  /** what it is about, such as a rig's name or an address */
  what: string
  /** what is the matter with it */
  why: string
  /** the command that helps or says more */
  next?: string
}

export type StatusQuestion = {
  connection: Connection
  workspace: Workspace
  signal: AbortSignal
}
