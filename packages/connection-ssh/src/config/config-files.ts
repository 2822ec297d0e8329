import {readdirSync, readFileSync} from 'node:fs'
import {basename, dirname, isAbsolute, join} from 'node:path'
import {home} from './expand.js'
import {includedIn, nameMatcher} from './includes.js'

/** What ssh reads of its configuration. */
export interface ConfigFiles {
  /** absolute paths, folders of patterns too, whether they exist or not */
  readonly files: readonly string[]
  /** all that is in them */
  readonly text: string
  /** whether what they say can change while they do not: by a program, or by the network */
  readonly isLive: boolean
}

const live =
  /^[ \t]*(?:match[ \t].*\b(?:exec|localnetwork|canonical|final)\b|canonicalizehostname[ \t=]+(?:yes|always))/im
/** What only ssh fills in: tokens, variables, the home of somebody else. */
const unknown = /[%$]|^~[^/]/
/** As deep as ssh goes (READCONF_MAX_DEPTH of readconf.c). */
const deepest = 16

/**
 * The files that ssh_config(5) names, and those they include: the user's and the system's, or the one that was given instead.
 * @param given absolute; `none` is no file
 */
export function configFilesOf(given?: string): ConfigFiles {
  const files = new Set<string>()
  const texts: string[] = []
  const open: string[] = []
  const read = (path: string, folder: string, depth: number): void => {
    if (files.has(path) || depth > deepest) return
    files.add(path)
    const text = textOf(path)
    texts.push(text)
    for (const word of includedIn(text)) {
      if (unknown.test(word)) open.push(word)
      for (const found of expand(absolute(word, folder), files)) read(found, folder, depth + 1)
    }
  }
  const user = join(home(), '.ssh')
  if (given === undefined) {
    read(join(user, 'config'), user, 0)
    read('/etc/ssh/ssh_config', '/etc/ssh', 0)
  } else if (given !== 'none') read(given, user, 0)
  const text = texts.join('\n')
  return {files: [...files], text, isLive: open.length > 0 || live.test(text)}
}

/** @returns the files that a pattern means; its folder is noted, which tells of new ones */
function expand(path: string, files: Set<string>): string[] {
  if (!/[*?[]/.test(path)) return [path]
  const folder = dirname(path)
  files.add(folder)
  // Of patterns for folders ssh knows more than is needed here: their files are not looked for.
  try {
    return readdirSync(folder)
      .filter(nameMatcher(basename(path)))
      .sort()
      .map((name) => join(folder, name))
  } catch {
    // There is no such folder, or nobody may look: then ssh includes nothing of it either.
    return []
  }
}

function absolute(word: string, folder: string): string {
  if (word.startsWith('~/')) return join(home(), word.slice(2))
  return isAbsolute(word) ? word : join(folder, word)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    // Missing, or not ours to read: ssh tells what it makes of it.
    return ''
  }
}
