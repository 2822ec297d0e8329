import type {Interfaces} from '@oclif/core'

/** What must be known of a third-party plugin to find its commands without running it. */
export interface ManifestSource {
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

/** Of a plugin without commands, or whose commands are not known. */
export function noCommands({version}: Pick<ManifestSource, 'version'>, problem?: string): ManifestAnswer {
  return {manifest: {commands: {}, version}, ...(problem !== undefined && {problem})}
}
