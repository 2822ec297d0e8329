/** What may stand in one place: names of a kind, a fixed choice, or something of the file system. */
export interface Values {
  readonly options?: readonly string[]
  /** a kind of live names, such as `rig`; `file` and `folder` are the shell's own */
  readonly kind?: string
}

interface CompletedFlag extends Values {
  readonly description: string
  /** without a value */
  readonly isSwitch: boolean
  readonly multiple?: boolean
  readonly char?: string
  /** there is a `--no-…` too */
  readonly allowNo?: boolean
}

interface CompletedArg extends Values {
  /** what follows is of the same kind */
  readonly multiple?: boolean
}

export interface CompletedCommand {
  readonly summary: string
  readonly args: readonly CompletedArg[]
  readonly flags: Readonly<Record<string, CompletedFlag>>
}

/** All that is known of commands. Commands and topics by their words, such as `rig add`. */
export interface CommandTable {
  readonly commands: Readonly<Record<string, CompletedCommand>>
  /** what else a command may be called, and its name; not offered, understood */
  readonly aliases: Readonly<Record<string, string>>
  readonly topics: Readonly<Record<string, string>>
  /** names that are the same in every town, by their kind, each with what it is */
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>
}
