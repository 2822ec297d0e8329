/** What a git configuration file says: `section.sub.key` (section and key in lower case) to its last value. */
export type GitConfig = ReadonlyMap<string, string>

const whitespace = /[ \t\r\n]/

/**
 * Reads a git configuration file by git's own grammar. Includes are not followed.
 * @returns the settings, or the line git would call bad
 */
export function parseGitConfig(text: string): GitConfig | {badLine: number} {
  const source = text.startsWith('\uFEFF') ? text.slice(1) : text
  const settings = new Map<string, string>()
  let section = ''
  let at = 0
  const bad = () => ({badLine: source.slice(0, at).split('\n').length})
  while (at < source.length) {
    const character = source.charAt(at)
    if (whitespace.test(character)) at++
    else if (character === '#' || character === ';') at = endOfLine(source, at)
    else if (character === '[') {
      const header = /^\[([A-Za-z0-9.-]*)(?:[ \t]+"((?:[^"\\\n]|\\[^\n])*)")?\]/.exec(source.slice(at, at + 4096))
      if (!header || (header[1] === '' && header[2] === undefined)) return bad()
      section = nameOf(header[1] ?? '', header[2])
      at += header[0].length
    } else {
      const key = /^([A-Za-z][A-Za-z0-9-]*)[ \t]*(=|(?=\r?\n)|$)/.exec(source.slice(at, at + 4096))
      if (!key) return bad()
      at += key[0].length
      const value = key[2] === '=' ? readValue(source, at) : {value: 'true', end: at}
      if (!value) return bad()
      settings.set(`${section}${(key[1] ?? '').toLowerCase()}`, value.value)
      at = value.end
    }
  }
  return settings
}

function nameOf(section: string, subsection: string | undefined): string {
  const sub = subsection === undefined ? '' : `${subsection.replaceAll(/\\(.)/g, '$1')}.`
  return `${section.toLowerCase()}.${sub}`
}

const escapes: Readonly<Record<string, string>> = {n: '\n', t: '\t', b: '\b', '"': '"', '\\': '\\'}

/** A value up to the end of its line: quotes keep blanks, a backslash at the end goes on in the next line. */
function readValue(source: string, start: number): {value: string; end: number} | undefined {
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
