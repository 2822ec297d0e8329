/** A plugin that is not part of gt, as it was loaded. */
export interface LoadedThirdPartyPlugin {
  readonly name: string
  readonly version: string
  /** its folder */
  readonly root: string
  /** the folder of its command files, relative to its own; absent where it has none or exports them from one file */
  readonly commandFolder?: string
  /** why gt could not tell some or all of its commands */
  readonly problem?: string
}

/**
 * Where a package.json says that a command is a file in a folder.
 * Format: `oclif.commands`, a path, or an object with `strategy` and `target`; https://oclif.io/docs/command_discovery_strategies
 */
export function commandFolderOf(commands: unknown): string | undefined {
  if (typeof commands === 'string') return commands
  if (typeof commands !== 'object' || commands === null) return undefined
  const {strategy, target} = commands as Readonly<Record<string, unknown>>
  return strategy === 'pattern' && typeof target === 'string' ? target : undefined
}
