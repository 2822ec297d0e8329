import {parseGitConfig, type GitConfig} from './git-config.js'

/** What the file HEAD of a repository says. */
export type Head = {readonly branch: string} | {readonly commit: string}

const badRefName = /\.\.|\/\/|\/$|\.lock$|[\u0000-\u0020~^:?*[\\\u007f]/
const objectId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/i

/** What HEAD or another ref says, or undefined where git can make nothing of it. */
export function parseHead(text: string): Head | undefined {
  const branch = /^ref:[ \t]*(refs\/[^\n]*?)\s*(?:\n|$)/.exec(text)?.[1]
  if (branch !== undefined) return badRefName.test(branch) ? undefined : {branch}
  const commit = text.slice(0, 64).split(/\s/, 1)[0] ?? ''
  return objectId.test(commit) ? {commit} : undefined
}

/** Where a `.git` that is a file (of a worktree or submodule) points, as written. */
export function parseGitFile(text: string): string | undefined {
  return /^gitdir: ([^\0]+?)[\r\n]*$/.exec(text)?.[1]
}

/** The commit of this ref in the text of a packed-refs file. */
export function packedRef(text: string, ref: string): string | undefined {
  const ending = ` ${ref}`
  const line = text.split('\n').find((candidate) => candidate.endsWith(ending))
  const commit = line?.slice(0, -ending.length) ?? ''
  return objectId.test(commit) ? commit : undefined
}

/** Every reference in the text of a packed-refs file. */
export function parsePackedRefs(text: string): [name: string, commit: string][] {
  return text.split('\n').flatMap((line): [string, string][] => {
    const [, commit, name] = /^([0-9a-f]{40}(?:[0-9a-f]{24})?) (refs\/\S.*)$/.exec(line) ?? []
    return commit === undefined || name === undefined ? [] : [[name, commit]]
  })
}

/** What keeps git, or gt, from working with this configuration of a clone; undefined when nothing does. */
export function gitConfigProblem(config: GitConfig | {badLine: number}): string | undefined {
  if ('badLine' in config) return `bad line ${config.badLine} in its git config`
  const version = config.get('core.repositoryformatversion')
  // `git init` always writes it: without it the file was cut off or replaced.
  if (version === undefined) return 'its git config does not say core.repositoryformatversion'
  if (!/^[01]$/.test(version)) return `its git config has core.repositoryformatversion ${version.slice(0, 20)}`
  if (!/^(?:|true|false|yes|no|on|off|[0-9]+)$/i.test(config.get('core.bare') ?? ''))
    return 'its git config has a bad core.bare'
  return undefined
}

/** Where the clone says that it comes from. */
export function originOf(configText: string): string | undefined {
  const config = parseGitConfig(configText)
  return 'badLine' in config ? undefined : config.get('remote.origin.url')
}

/** Whether a folder of packs, by its names, has one that git can read: a pack and its index. */
export function hasWholePack(names: readonly string[]): boolean {
  const present = new Set(names)
  return names.some((name) => name.endsWith('.pack') && present.has(name.replace(/pack$/, 'idx')))
}

/** An index whose pack is gone; the other way round is no mistake, since a fetch writes the index last. */
export function lostPack(names: readonly string[]): string | undefined {
  const present = new Set(names)
  return names
    .filter((name) => /^pack-[0-9a-f]+\.idx$/.test(name))
    .map((name) => name.replace(/idx$/, 'pack'))
    .find((name) => !present.has(name))
}

/** Such a repository keeps its refs in tables: which branch is checked out cannot be read from HEAD. */
export function usesReftable(config: GitConfig | {badLine: number}): boolean {
  return !('badLine' in config) && config.get('extensions.refstorage')?.toLowerCase() === 'reftable'
}
