/** Names that may be completed, by their kind: what a command's static `completion` says. */
export type CompletionNames = Readonly<Record<string, readonly (string | CompletionName)[]>>

export interface CompletionName {
  readonly value: string
  /** one line, shown beside it where the shell does that */
  readonly description?: string
}

/**
 * Which kind of names an argument or flag of a command takes: its static property `completion`, which oclif keeps in the manifest. Kinds
 * of gt's own are rig, polecat, machine, check, run, trash-entry, session, message, recipient, agent and plugin; `file` and `folder` are
 * completed by the shell; any other is looked up in what `gt:complete` answered. `none` completes nothing.
 */
export interface CommandCompletion {
  readonly args?: Readonly<Record<string, string>>
  readonly flags?: Readonly<Record<string, string>>
  /** what a command takes that is not `strict` and declares no arguments */
  readonly rest?: string
}
