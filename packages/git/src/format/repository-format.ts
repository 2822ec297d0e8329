import type {GitConfig} from './git-config.js'
import {gitNumber, isGitBool} from './git-settings.js'

export type GitVersion = readonly [major: number, minor: number]

/** What keeps a git from working with a repository: of its format alone. `unknown`: only git itself can tell. */
export type FormatVerdict = {readonly problem: string} | 'fine' | 'unknown'

interface Extension {
  /** the first git that knows it; absent: every git that gt works with */
  readonly since?: GitVersion
  /** git refuses it where the format is 0 */
  readonly onlyFrom1?: true
  readonly isFit?: (value: string) => boolean
}

const extensions: Readonly<Record<string, Extension>> = {
  noop: {},
  'noop-v1': {onlyFrom1: true},
  preciousobjects: {isFit: isGitBool},
  partialclone: {},
  worktreeconfig: {isFit: isGitBool},
  objectformat: {onlyFrom1: true, isFit: (value) => /^sha(?:1|256)$/i.test(value)},
  compatobjectformat: {onlyFrom1: true, since: [2, 45]},
  refstorage: {onlyFrom1: true, since: [2, 45], isFit: (value) => /^(?:files|reftable)$/i.test(value)},
  relativeworktrees: {onlyFrom1: true, since: [2, 48], isFit: isGitBool},
}

/** Whether it takes the version of git to judge a repository: it uses what not every git knows. */
export function needsVersion(config: GitConfig): boolean {
  return [...config.keys()].some((name) => extensions[extensionOf(name) ?? '']?.since !== undefined)
}

/** @param version of git, where `needsVersion` asked for it */
export function judgeFormat(config: GitConfig, version: GitVersion | undefined): FormatVerdict {
  const written = config.get('core.repositoryformatversion') ?? ''
  const format = gitNumber(written)
  if (format === undefined || format > 1) {
    return {problem: `its git config has core.repositoryformatversion ${written.slice(0, 20)}`}
  }
  let isUnknown = false
  for (const [name, value] of config) {
    const extension = extensionOf(name)
    if (extension === undefined) continue
    const known = extensions[extension]
    const isKnown = known && (known.since === undefined || (version && isFrom(version, known.since)))
    if (known && isKnown) {
      if (format === 0 && known.onlyFrom1) return {problem: `its git config has ${name}, which takes format 1`}
      if (known.isFit?.(value) === false) return {problem: `its git config has a bad ${name}`}
    } else if (format === 1) {
      if (known) return {problem: `its git config has ${name}, which this git does not know`}
      isUnknown = true
    }
  }
  return isUnknown ? 'unknown' : 'fine'
}

export function parseGitVersion(output: string): GitVersion | undefined {
  const [, major, minor] = /^git version (\d+)\.(\d+)/.exec(output) ?? []
  return major === undefined ? undefined : [Number(major), Number(minor)]
}

function extensionOf(name: string): string | undefined {
  return name.startsWith('extensions.') ? name.slice('extensions.'.length) : undefined
}

function isFrom([major, minor]: GitVersion, since: GitVersion): boolean {
  return major > since[0] || (major === since[0] && minor >= since[1])
}
