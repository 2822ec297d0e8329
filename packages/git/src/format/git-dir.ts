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

/** Whether git dies of this packed-refs file: each line is a comment at the top, an id and a name, or what a tag leads to. */
export function packedRefsProblem(text: string): boolean {
  return !isAllOf(packedLine, text, /^# pack-refs with:.*\n/.exec(text)?.[0].length ?? 0)
}

/** Whether git dies of this list of the commits whose parents were left out: every line begins with an id. */
export function shallowProblem(text: string): boolean {
  return !isAllOf(shallowLine, text, 0)
}

// Sticky, line by line: one pattern for all lines would take too much stack for many.
const packedLine = /(?:[0-9a-f]{40,64} [^\n]+|\^[0-9a-f]{40,64})\n/iy
const shallowLine = /[0-9a-f]{40}[^\n]*(?:\n|$)/iy

function isAllOf(line: RegExp, text: string, from: number): boolean {
  line.lastIndex = from
  while (line.lastIndex < text.length) if (!line.test(text)) return false
  return true
}

/** Every reference in the text of a packed-refs file. */
export function parsePackedRefs(text: string): [name: string, commit: string][] {
  return text.split('\n').flatMap((line): [string, string][] => {
    const [, commit, name] = /^([0-9a-f]{40}(?:[0-9a-f]{24})?) (refs\/\S.*)$/.exec(line) ?? []
    return commit === undefined || name === undefined ? [] : [[name, commit]]
  })
}

/** The text of a packed-refs file without the references below these, such as `refs/heads`, and what their tags lead to. */
export function withoutPackedRefs(text: string, below: readonly string[]): string {
  let keeps = true
  return text
    .split(/(?<=\n)/)
    .filter((line) => {
      // A line with ^ belongs to the tag before it.
      if (!line.startsWith('^')) keeps = !below.some((prefix) => line.includes(` ${prefix}/`))
      return keeps
    })
    .join('')
}

/** Folders of objects that lend theirs, as written; one that begins with a quote is quoted as C does it (git's quote.c). */
export function parseAlternates(text: string): string[] {
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => (/^"(?:[^"\\]|\\.)*"$/.test(line) ? unquoteC(line.slice(1, -1)) : line))
}

const escapes: Readonly<Record<string, string>> = {a: '\u0007', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v'}

function unquoteC(text: string): string {
  const bytes = text.replaceAll(/\\([0-7]{3}|.)/g, (_all, code: string) =>
    /^[0-7]{3}$/.test(code) ? String.fromCharCode(Number.parseInt(code, 8) & 255) : (escapes[code] ?? code),
  )
  // Octal numbers are bytes of UTF-8.
  return /[^\u0000-\u00ff]/.test(bytes) ? bytes : Buffer.from(bytes, 'latin1').toString()
}

/** Where the clone says that it comes from. */
export function originOf(configText: string): string | undefined {
  const config = parseGitConfig(configText)
  return 'badLine' in config ? undefined : config.get('remote.origin.url')
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
