import type {Interfaces} from '@oclif/core'

/** What must be known of a plugin that is not part of gt to find its commands without running it. */
export interface Outsider {
  /** its folder */
  readonly root: string
  readonly version: string
  /** where its package.json says that its commands are; absent where it has none */
  readonly commands: {readonly strategy: string; readonly target: string} | undefined
}

/** Its commands, and why some or all of them could not be told. */
export interface ManifestAnswer {
  readonly manifest: Interfaces.Manifest
  readonly problem?: string
}

/** An outsider without commands, or whose commands are not known. */
export function noCommands({version}: Pick<Outsider, 'version'>, problem?: string): ManifestAnswer {
  return {manifest: {commands: {}, version}, ...(problem !== undefined && {problem})}
}
