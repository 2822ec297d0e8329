/** What a git configuration file says: `section.sub.key` (section and key in lower case) to its last value. */
export type GitConfig = ReadonlyMap<string, string>

/** One line of a git configuration file; without a value it means true. */
export interface GitSetting {
  readonly name: string
  readonly value: string | undefined
}

/**
 * Reads a git configuration file by git's own grammar. Includes are not followed.
 * @returns the settings, or the line git would call bad
 */
export function parseGitConfig(text: string): GitConfig | {badLine: number} {
  const settings = parseGitSettings(text)
  return 'badLine' in settings ? settings : configOf(settings)
}

export function configOf(settings: readonly GitSetting[]): GitConfig {
  return new Map(settings.map(({name, value}) => [name, value ?? 'true']))
}

/** The same with everything that stands there, in its order. */
export function parseGitSettings(text: string): GitSetting[] | {badLine: number} {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const settings: GitSetting[] = []
  let section = ''
  let at = 0
  const bad = () => ({badLine: source.slice(0, at).split('\n').length})
  while ((at = skip(blanks, source, at)) < source.length) {
    const character = source.charAt(at)
    if (character === '#' || character === ';') at = endOfLine(source, at)
    else if (character === '[') {
      header.lastIndex = at
      const [all, name = '', subsection] = header.exec(source) ?? []
      if (all === undefined || (name === '' && subsection === undefined)) return bad()
      section = nameOf(name, subsection)
      at += all.length
    } else {
      setting.lastIndex = at
      const [all, key = '', equals] = setting.exec(source) ?? []
      if (all === undefined) return bad()
      at += all.length
      const value = equals === '=' ? readValue(source, at) : {value: undefined, end: at}
      if (!value) return bad()
      settings.push({name: `${section}${key.toLowerCase()}`, value: value.value})
      at = value.end
    }
  }
  return settings
}

/**
 * The reference that says where the branch stands that this one is compared with, as `git status` does it.
 * @param branch as `refs/heads/main`
 * @returns undefined where there is none
 */
export function trackingRefOf(settings: readonly GitSetting[], branch: string): string | undefined {
  const name = branch.replace(/^refs\/heads\//, '')
  const valuesOf = (key: string): string[] =>
    settings.flatMap((one) => (one.name === key && one.value !== undefined ? [one.value] : []))
  const remote = valuesOf(`branch.${name}.remote`).at(-1)
  const merge = valuesOf(`branch.${name}.merge`)[0]
  if (remote === undefined || !merge?.startsWith('refs/')) return undefined
  const ref = remote === '.' ? merge : mappedBy(valuesOf(`remote.${remote}.fetch`), merge)
  return ref === undefined || /(?:^|\/)\.\.(?:\/|$)/.test(ref) ? undefined : ref
}

/** Where a reference of a remote is kept: the first of its refspecs that it fits, `+SOURCE:TARGET`, with or without `*`. */
function mappedBy(refspecs: readonly string[], ref: string): string | undefined {
  for (const refspec of refspecs) {
    const [source = '', target = ''] = refspec.replace(/^\+/, '').split(':')
    if (source === ref && target !== '') return target
    const [before = '', after] = source.split('*')
    const fits = after !== undefined && ref.startsWith(before) && ref.endsWith(after)
    if (fits && target.includes('*')) {
      return target.replace('*', ref.slice(before.length, ref.length - after.length))
    }
  }
  return undefined
}

// Sticky, so that each continues where the last one ended: a thousand rigs have six configurations each.
const blanks = /[ \t\r\n]*/y
const header = /\[([A-Za-z0-9.-]*)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*)")?\]/y
const setting = /([A-Za-z][A-Za-z0-9-]*)[ \t]*(=|(?=\r?\n)|$)/y
/** A value without quotes, escapes and comments, which nearly all are. */
const plainValue = /[ \t]*([^"\\#;\r\n]*)(?=\n|$)/y

function skip(pattern: RegExp, source: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(source) ? pattern.lastIndex : at
}

function nameOf(section: string, subsection: string | undefined): string {
  const sub = subsection === undefined ? '' : `${subsection.replaceAll(/\\(.)/g, '$1')}.`
  return `${section.toLowerCase()}.${sub}`
}

const whitespace = /[ \t\r\n]/
const escapes: Readonly<Record<string, string>> = {n: '\n', t: '\t', b: '\b', '"': '"', '\\': '\\'}

/** A value up to the end of its line: quotes keep blanks, a backslash at the end goes on in the next line. */
function readValue(source: string, start: number): {value: string; end: number} | undefined {
  plainValue.lastIndex = start
  const plain = plainValue.exec(source)
  if (plain) return {value: (plain[1] ?? '').trimEnd(), end: plainValue.lastIndex}
  let value = ''
  /** up to here blanks count: outside of quotes, those at the end do not */
  let kept = 0
  let quoted = false
  let at = start
  for (; at < source.length && source.charAt(at) !== '\n'; at++) {
    const character = source.charAt(at)
    if (character === '\\') {
      at++
      if (source.startsWith('\r\n', at)) at++
      const meaning = source.charAt(at) === '\n' ? '' : escapes[source.charAt(at)]
      if (meaning === undefined) return undefined
      value += meaning
      kept = value.length
    } else if (character === '"') quoted = !quoted
    else if (!quoted && (character === '#' || character === ';')) {
      at = endOfLine(source, at)
      break
    } else if (value !== '' || quoted || !whitespace.test(character)) {
      value += character
      if (quoted || !whitespace.test(character)) kept = value.length
    }
  }
  return quoted ? undefined : {value: value.slice(0, kept), end: at}
}

function endOfLine(source: string, at: number): number {
  const end = source.indexOf('\n', at)
  return end === -1 ? source.length : end
}
